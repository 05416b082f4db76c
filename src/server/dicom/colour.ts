const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : Math.round(value))

/** YBR_FULL to RGB, 8 bits, interleaved (PS3.3 §C.7.6.3.1.2). */
export function ybrFullToRgb(ybr: Uint8Array): Buffer {
  const rgb = Buffer.allocUnsafe(ybr.length)
  for (let at = 0; at + 2 < ybr.length; at += 3)
    pixel(rgb, at, ybr[at] ?? 0, ybr[at + 1] ?? 0, ybr[at + 2] ?? 0)
  return rgb
}

function pixel(rgb: Uint8Array, at: number, y: number, cb: number, cr: number): void {
  rgb[at] = clamp(y + 1.402 * (cr - 128))
  rgb[at + 1] = clamp(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128))
  rgb[at + 2] = clamp(y + 1.772 * (cb - 128))
}

/** YBR_PARTIAL_420 and _422 keep luminance in 16 to 235 (ITU-R BT.601). */
export function ybrPartialToRgb(ybr: Uint8Array): Buffer {
  const rgb = Buffer.allocUnsafe(ybr.length)
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    const y = 1.164384 * ((ybr[at] ?? 0) - 16)
    const cb = (ybr[at + 1] ?? 0) - 128
    const cr = (ybr[at + 2] ?? 0) - 128
    rgb[at] = clamp(y + 1.596027 * cr)
    rgb[at + 1] = clamp(y - 0.391762 * cb - 0.812968 * cr)
    rgb[at + 2] = clamp(y + 2.017232 * cb)
  }
  return rgb
}

/** Native YBR_FULL_422: Y Y Cb Cr for every two pixels. */
export function ybrFull422ToRgb(ybr: Uint8Array, pixels: number): Buffer {
  const rgb = Buffer.alloc(pixels * 3)
  for (let n = 0; n < pixels; n++) {
    const pair = (n >> 1) * 4
    pixel(rgb, n * 3, ybr[pair + (n & 1)] ?? 0, ybr[pair + 2] ?? 128, ybr[pair + 3] ?? 128)
  }
  return rgb
}

/** A palette: a table for each colour, entries of 8 or 16 bits (PS3.3 §C.7.6.3.1.5). */
export interface Palette {
  firstMapped: number
  red: Uint8Array
  green: Uint8Array
  blue: Uint8Array
}

/** Indices through the palette; those outside of it take its first or last entry. */
export function paletteToRgb(indices: ArrayLike<number>, palette: Palette): Buffer {
  const { firstMapped, red, green, blue } = palette
  const last = red.length - 1
  const rgb = Buffer.allocUnsafe(indices.length * 3)
  for (let n = 0; n < indices.length; n++) {
    const entry = Math.min(last, Math.max(0, (indices[n] ?? 0) - firstMapped))
    rgb[n * 3] = red[entry] ?? 0
    rgb[n * 3 + 1] = green[entry] ?? 0
    rgb[n * 3 + 2] = blue[entry] ?? 0
  }
  return rgb
}
