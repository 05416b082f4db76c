import sharp from 'sharp'

/** A picture as plain numbers, three channels a pixel. */
export interface Picture {
  data: Buffer
  width: number
  height: number
}

export async function pictureOf(bytes: Buffer): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const channels = info.channels
  if (channels === 3) return { data, width: info.width, height: info.height }
  const grey = Buffer.alloc(info.width * info.height * 3)
  for (let n = 0; n < grey.length; n++) grey[n] = data[Math.floor(n / 3) * channels] ?? 0
  return { data: grey, width: info.width, height: info.height }
}

/** Right edge of the viewport, where the scroll bar stands whatever else is hidden. */
const BAR = 24
const EDGE = 2
/** Screen pixels that a point may be off by rounding: positions and the steps between pixels are coarse on a GPU. */
const SLACK = 0.05

export interface Difference {
  /** Screen pixels that were compared. */
  points: number
  /** Grey levels by which the worst of them is off, and which it is. */
  worst: number
  where: string
}

/**
 * How far a picture on the screen is from the one that was rendered, where `matrix` takes image points to screen
 * pixels. Between the centres of pixels the screen mixes values: there any level between those of the neighbours is
 * right. A picture that is made smaller is a mean of those that come to lie on one pixel of the screen, taken by halves.
 */
export function difference(screen: Picture, rendered: Picture, matrix: readonly number[]): Difference {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix
  const det = a * d - b * c
  const { width, height, data } = rendered
  const size = Math.sqrt(Math.abs(det))
  const slack = size < 1 ? 2 ** Math.ceil(Math.log2(1 / size)) : SLACK
  const result: Difference = { points: 0, worst: 0, where: '' }
  for (let y = EDGE; y < screen.height - EDGE; y++) {
    for (let x = EDGE; x < screen.width - BAR; x++) {
      const [px, py] = [x + 0.5 - e, y + 0.5 - f]
      const u = (d * px - c * py) / det - 0.5
      const v = (a * py - b * px) / det - 0.5
      if (u < 0 || v < 0 || u > width - 1 || v > height - 1) continue
      result.points++
      const [left, right] = [Math.max(0, Math.floor(u - slack)), Math.min(width - 1, Math.ceil(u + slack))]
      const [top, bottom] = [Math.max(0, Math.floor(v - slack)), Math.min(height - 1, Math.ceil(v + slack))]
      for (let channel = 0; channel < 3; channel++) {
        let [least, most] = [255, 0]
        for (let row = top; row <= bottom; row++) {
          for (let column = left; column <= right; column++) {
            const level = data[(row * width + column) * 3 + channel] ?? 0
            if (level < least) least = level
            if (level > most) most = level
          }
        }
        const shown = screen.data[(y * screen.width + x) * 3 + channel] ?? 0
        const off = Math.max(least - shown, shown - most, 0)
        if (off > result.worst) {
          result.worst = off
          result.where = `${u.toFixed(1)}, ${v.toFixed(1)}: ${shown} is not within ${least} to ${most}`
        }
      }
    }
  }
  return result
}
