import { type Dataset, itemsOf, numberOf, numbersOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { rescaleOf } from '../loading/rescale.ts'
import { frameDataset } from './attributes.ts'
import type { Frame } from './frame.ts'

/** What stored values are in the real world (PS3.3 C.7.6.16.2.11): a diffusion coefficient, a concentration, a time. */
export interface RealWorldMapping {
  /** UCUM */
  readonly unit: string
  readonly label: string
  /** Stored values outside of these are mapped to nothing. */
  readonly first: number
  readonly last: number
  /** By slope and intercept, or by a table that begins with the first value. */
  readonly by: { readonly slope: number; readonly intercept: number } | { readonly table: readonly number[] }
}

const SEQUENCE = '00409096'
const MAPPING_OBJECT = '1.2.840.10008.5.1.4.1.1.67'
/** UCUM for a number without a unit: as good as nothing. */
const NO_UNIT = /^(1|\{[^}]*\})$/

const [FIRST, LAST] = ['00409216', '00409211'] as const
const [DOUBLE_FIRST, DOUBLE_LAST] = ['00409214', '00409213'] as const

/** The range of stored values that is mapped: whole numbers, or of double precision for values that are none. */
function rangeOf(item: Dataset): { first: number | undefined; last: number | undefined } {
  const first = numberOf(item, DOUBLE_FIRST) ?? numberOf(item, FIRST)
  const last = numberOf(item, DOUBLE_LAST) ?? numberOf(item, LAST)
  // Written as US by some, though the values are signed: the range would be upside down.
  const unsigned = item[FIRST]?.vr === 'US' && first !== undefined && last !== undefined && first > last
  return { first: unsigned ? first - 65_536 : first, last }
}

function mappingOf(item: Dataset): RealWorldMapping[] {
  const [code] = itemsOf(item, '004008EA')
  const unit = code && textOf(code, '00080100')
  if (unit === undefined || NO_UNIT.test(unit)) return []
  const named = { unit, label: textOf(item, '00409210') ?? '' }
  const { first, last } = rangeOf(item)
  const table = numbersOf(item, '00409212')
  if (table.length > 0 && first !== undefined)
    return [{ ...named, first, last: first + table.length - 1, by: { table } }]
  const slope = numberOf(item, '00409225')
  if (!slope) return []
  return [
    {
      ...named,
      first: first ?? Number.NEGATIVE_INFINITY,
      last: last ?? Number.POSITIVE_INFINITY,
      by: { slope, intercept: numberOf(item, '00409224') ?? 0 },
    },
  ]
}

/** Mappings that objects of their own have for images, by SOP Instance UID. */
const noted = new Map<string, readonly RealWorldMapping[]>()

/** Takes up an object that says what the values of other images are; leaves every other alone. */
export function noteRealWorld(dataset: Dataset): void {
  if (textOf(dataset, Tag.SOPClassUID) !== MAPPING_OBJECT) return
  for (const item of itemsOf(dataset, '00409094')) {
    const mappings = itemsOf(item, SEQUENCE).flatMap(mappingOf)
    for (const image of itemsOf(item, '00081140')) {
      const uid = textOf(image, '00081155')
      if (uid !== undefined) noted.set(uid, mappings)
    }
  }
}

/** What values after the modality LUT are in the real world. */
export interface RealWorldValue {
  readonly unit: string
  /** Undefined where the value is mapped to nothing. */
  readonly of: (value: number) => number | undefined
  /** The numbers are the same. */
  readonly same: boolean
}

/** Values that went through slope and intercept are back to what is stored but for the last digits. */
const SLACK = 1e-3

const mapped = ({ first, last, by }: RealWorldMapping, stored: number): number | undefined => {
  if (stored < first - SLACK || stored > last + SLACK) return undefined
  return 'table' in by ? by.table[Math.round(stored - first)] : stored * by.slope + by.intercept
}

/** How the values of a frame, as the viewer has them, become those of the real world; none where a modality table is in between. */
export function realWorldOf(frame: Frame): RealWorldValue[] {
  const { instance, frameNumber, modalityTable } = frame
  if (modalityTable || instance.colour) return []
  const dataset = frameDataset(instance.dataset, frameNumber)
  // In functional groups the macro stands in the frame's own attributes.
  const own = [...itemsOf(dataset, SEQUENCE), dataset].flatMap(mappingOf)
  const mappings = [...own, ...(noted.get(instance.SOPInstanceUID) ?? [])]
  if (mappings.length === 0) return []
  const { slope, intercept } = rescaleOf(frame)
  // Ranges of values may have mappings of their own to one quantity.
  const groups = Map.groupBy(mappings, ({ unit, label }) => `${unit} ${label}`)
  return [...groups.values()].flatMap((group): RealWorldValue[] => {
    const [one] = group
    if (!one) return []
    return [
      {
        unit: one.unit,
        of(value) {
          const stored = (value - intercept) / slope
          for (const mapping of group) {
            const real = mapped(mapping, stored)
            if (real !== undefined) return real
          }
          return undefined
        },
        same: group.every(({ by }) => 'slope' in by && by.slope === slope && by.intercept === intercept),
      },
    ]
  })
}
