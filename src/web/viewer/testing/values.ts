import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Vector3 } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'

/** A data set from keywords and values. */
export const values = (of: Partial<Record<keyof typeof Tag, readonly unknown[]>>): Dataset =>
  Object.fromEntries(
    Object.entries(of).map(([keyword, Value]) => [
      Object.entries(Tag).find(([name]) => name === keyword)?.[1] ?? '',
      { Value },
    ]),
  )

/** Places along the body, `z` mm apart. */
export const along = (count: number, z = 5): Vector3[] =>
  Array.from({ length: count }, (_, n) => [0, 0, n * z])

export const firstOf = ({ frames }: Stack): Frame => {
  const [frame] = frames
  if (!frame) throw new Error('a stack without frames')
  return frame
}
