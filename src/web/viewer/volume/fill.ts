import { loadImage } from '../loading/loadImage.ts'
import type { Picture } from '../loading/picture.ts'
import type { Frame } from '../stacks/frame.ts'
import type { VolumePlan } from './plan.ts'

/** The values of a volume, after the modality LUT. */

export interface Filled {
  readonly data: Int16Array | Float32Array
  readonly lower: number
  readonly upper: number
}

const AT_ONCE = 4

const fitsWords = (low: number, high: number) => low >= -32_768 && high <= 32_767

/** Copies one image into its slice, every n-th pixel. */
function copy(
  { columns, data }: Picture,
  plan: VolumePlan,
  slice: number,
  into: Int16Array | Float32Array,
): void {
  const [width, height] = plan.dimensions
  const step = plan.coarse.plane
  let at = slice * width * height
  for (let row = 0; row < height; row++) {
    let from = row * step * columns
    for (let column = 0; column < width; column++) {
      into[at++] = data[from] ?? 0
      from += step
    }
  }
}

/** Whole values in the range of 16 bits, as CT has them, need half the room. */
function isWords({ data, lower, upper }: Picture): boolean {
  if (data instanceof Float32Array) {
    for (let index = 0; index < data.length; index += 97)
      if (!Number.isInteger(data[index] ?? 0)) return false
  }
  return fitsWords(lower, upper)
}

/** Loads all images of a plan and puts them together. `progress` counts slices. */
export async function fillVolume(
  plan: VolumePlan,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<Filled> {
  const [width, height, depth] = plan.dimensions
  const size = width * height * depth
  const middle = plan.slices[Math.floor(depth / 2)]
  if (!middle) throw new Error('a volume without slices')
  const sample = await loadImage(middle, 'now', signal)
  let data: Int16Array | Float32Array = isWords(sample) ? new Int16Array(size) : new Float32Array(size)
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let done = 0
  const rest = plan.slices.map((frame, slice) => [frame, slice] as const)
  const take = async (frame: Frame, slice: number) => {
    const image = await loadImage(frame, 'now', signal)
    // One image that does not fit turns the whole into the longer form; what was copied goes along.
    if (data instanceof Int16Array && !isWords(image)) data = Float32Array.from(data)
    copy(image, plan, slice, data)
    lower = Math.min(lower, image.lower)
    upper = Math.max(upper, image.upper)
    progress(++done)
  }
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = rest.shift(); next && !signal.aborted; next = rest.shift()) await take(...next)
  })
  await Promise.all(workers)
  return { data, lower, upper }
}
