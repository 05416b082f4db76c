import type { ImagePlane } from './plane.ts'
import type { Affine } from './presentation.ts'
import { add, scale, type Vector3 } from './vector.ts'

/** Letters at the edges of the image; an edge without one shows nothing. */
export interface EdgeLetters {
  readonly left: string
  readonly right: string
  readonly top: string
  readonly bottom: string
}

const NEGLIGIBLE = 0.0001

const BIPED = { x: ['R', 'L'], y: ['A', 'P'], z: ['F', 'H'] } as const
/** PS3.3 C.7.6.1.1.1: right, left; dorsal, ventral; caudal, cranial. */
const QUADRUPED = { x: ['RT', 'LE'], y: ['V', 'D'], z: ['CD', 'CR'] } as const

/** The letters of a direction in patient space, the largest component first, three at most. */
export function lettersOf([x, y, z]: Vector3, quadruped = false): string {
  const letters = quadruped ? QUADRUPED : BIPED
  const component = (size: number, [negative, positive]: readonly [string, string]) => ({
    size: Math.abs(size),
    letter: size < 0 ? negative : positive,
  })
  return [component(x, letters.x), component(y, letters.y), component(z, letters.z)]
    .filter(({ size }) => size >= NEGLIGIBLE)
    .sort((one, other) => other.size - one.size)
    .map(({ letter }) => letter)
    .join(quadruped ? ' ' : '')
}

const screenDirections = ({ a, b, c, d }: Affine) => {
  // Rows of the inverse's linear part: how far image x and y go for one pixel right or down on the screen.
  const det = a * d - b * c
  return { right: [d / det, -b / det], down: [-c / det, a / det] } as const
}

/** From the direction cosines, for any turn: the directions themselves are turned, not the letters. */
export function lettersOfPlane(plane: ImagePlane, matrix: Affine, quadruped = false): EdgeLetters {
  const { right, down } = screenDirections(matrix)
  const world = ([x, y]: readonly [number, number]): Vector3 => {
    const along = add(scale(plane.row, x * plane.columnSpacing), scale(plane.column, y * plane.rowSpacing))
    const size = Math.hypot(...along)
    return scale(along, 1 / size)
  }
  const toRight = world(right)
  const toBottom = world(down)
  return {
    right: lettersOf(toRight, quadruped),
    left: lettersOf(scale(toRight, -1), quadruped),
    bottom: lettersOf(toBottom, quadruped),
    top: lettersOf(scale(toBottom, -1), quadruped),
  }
}

const OPPOSITE: Readonly<Record<string, string>> = {
  ...{ A: 'P', P: 'A', R: 'L', L: 'R', H: 'F', F: 'H' },
  ...{ RT: 'LE', LE: 'RT', D: 'V', V: 'D', CR: 'CD', CD: 'CR' },
}

const opposite = (text: string): string =>
  OPPOSITE[text] ?? Array.from(text, (letter) => OPPOSITE[letter] ?? letter).join('')

/**
 * From PatientOrientation (0020,0020) of a projection: the words for the row and the column direction. Known at quarter
 * turns only: in between nothing is shown rather than guessed.
 */
export function lettersOfProjection(
  [alongRow, alongColumn]: readonly [string, string],
  matrix: Affine,
): EdgeLetters | undefined {
  const { right, down } = screenDirections(matrix)
  const wordFor = ([x, y]: readonly [number, number]) => {
    const size = Math.hypot(x, y)
    if (Math.abs(y) / size < 0.01) return x > 0 ? alongRow : opposite(alongRow)
    if (Math.abs(x) / size < 0.01) return y > 0 ? alongColumn : opposite(alongColumn)
    return undefined
  }
  const toRight = wordFor(right)
  const toBottom = wordFor(down)
  if (toRight === undefined || toBottom === undefined) return undefined
  return { right: toRight, left: opposite(toRight), bottom: toBottom, top: opposite(toBottom) }
}
