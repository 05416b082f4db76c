/** A colour on the screen, 0 to 255 each. */
export type Rgb = readonly [number, number, number]

export const cssOf = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`

/** For parts that name no colour: far apart in hue, none of them the yellow and green of marks. */
const SPARE: readonly Rgb[] = [
  [235, 92, 84],
  [66, 165, 245],
  [186, 104, 200],
  [77, 208, 225],
  [255, 138, 101],
  [121, 134, 203],
  [240, 98, 146],
  [144, 164, 174],
]

export const spareColour = (index: number): Rgb => SPARE[index % SPARE.length] ?? [200, 200, 200]

const clamp = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 255)

/** CIELab as DICOM encodes it in 16 bits (PS3.3 C.10.7.1.1: L* 0 to 100, a* and b* −128 to 127, D50) as sRGB. */
export function rgbOfCieLab([l, a, b]: readonly number[]): Rgb | undefined {
  if (l === undefined || a === undefined || b === undefined) return undefined
  const L = (l * 100) / 65_535
  const fy = (L + 16) / 116
  const fx = fy + ((a * 255) / 65_535 - 128) / 500
  const fz = fy - ((b * 255) / 65_535 - 128) / 200
  const back = (t: number) => (t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29))
  const [x, y, z] = [0.9642 * back(fx), back(fy), 0.8251 * back(fz)]
  // Bradford-adapted from D50 to the D65 of sRGB.
  const linear = [
    3.1338561 * x - 1.6168667 * y - 0.4906146 * z,
    -0.9787684 * x + 1.9161415 * y + 0.033454 * z,
    0.0719453 * x - 0.2289914 * y + 1.4052427 * z,
  ]
  const [red = 0, green = 0, blue = 0] = linear.map((value) =>
    clamp(value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055),
  )
  return [red, green, blue]
}

/** The way back, for files: sRGB as CIELab in 16 bits. */
export function cieLabOfRgb(colour: Rgb): [number, number, number] {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  // Bradford-adapted from the D65 of sRGB to D50.
  const x = (0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.9642
  const y = 0.2225045 * r + 0.7168786 * g + 0.0606169 * b
  const z = (0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.8251
  const root = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29)
  const [fx, fy, fz] = [root(x), root(y), root(z)]
  const word = (value: number) => Math.min(65_535, Math.max(0, Math.round(value)))
  return [
    word(((116 * fy - 16) * 65_535) / 100),
    word(((500 * (fx - fy) + 128) * 65_535) / 255),
    word(((200 * (fy - fz) + 128) * 65_535) / 255),
  ]
}
