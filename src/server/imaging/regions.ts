import { z } from 'zod'

/**
 * Rectangles of a study's images in pixels, for all of it, by series and by instance; the highest level that says any
 * counts (v3 storage, `/study/anonymize` and `/study/crop`).
 */

export interface Region {
  x: number
  y: number
  width: number
  height: number
}

const region = z.object({
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
})
/** Existing clients write `regions` for `/crop` too. */
const level = { region: region.optional(), regions: z.array(region).max(1000).optional() }
const instance = z.object(level)
const series = z.object({ ...level, instances: z.record(z.string(), instance).optional() })
export const regionsBody = z.object({ ...level, series: z.record(z.string(), series).optional() })
export type Regions = z.output<typeof regionsBody>

const own = ({ region: one, regions }: z.output<typeof instance> = {}): readonly Region[] | undefined =>
  regions ?? (one && [one])

/** The rectangles of one image; none when nothing is said of it. */
export const regionsOf = (
  body: Regions,
  image: { series_uid: string; sop_instance_uid: string },
): readonly Region[] => {
  const of = body.series?.[image.series_uid]
  return own(body) ?? own(of) ?? own(of?.instances?.[image.sop_instance_uid]) ?? []
}

/** `#rrggbb`, or nine decimal digits as existing clients write it; nothing for anything else. */
export function colorOf(text: string): [number, number, number] | undefined {
  const hex = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text)
  if (hex) return [parse(hex[1], 16), parse(hex[2], 16), parse(hex[3], 16)]
  const decimal = /^(\d{3})(\d{3})(\d{3})$/.exec(text)
  const parts = decimal?.slice(1).map(Number)
  const [red = 256, green = 256, blue = 256] = parts ?? []
  return red < 256 && green < 256 && blue < 256 ? [red, green, blue] : undefined
}

const parse = (digits: string | undefined, radix: number): number => Number.parseInt(digits ?? '', radix)
