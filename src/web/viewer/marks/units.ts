import { textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Point2 } from '../geometry/vector.ts'
import type { Frame, Instance, UltrasoundRegion } from '../stacks/frame.ts'

/** How image pixels count as a length. */
export interface LengthUnit {
  readonly name: string
  readonly perColumn: number
  readonly perRow: number
  readonly suffix?: string
}

/** PS3.3 C.8.5.5.1.15: physical units of a region. */
const REGION_UNITS: Readonly<Record<number, string>> = {
  1: '%',
  2: 'dB',
  3: 'cm',
  4: 's',
  5: 'Hz',
  6: 'dB/s',
  7: 'cm/s',
  8: 'cm²',
  9: 'cm²/s',
  10: 'cm³',
  11: 'cm³/s',
  12: '°',
}

export const unitOfCode = (code: number): string => REGION_UNITS[code] ?? 'px'

const holds = (region: UltrasoundRegion, [x, y]: Point2): boolean =>
  x >= region.minX && x <= region.maxX + 1 && y >= region.minY && y <= region.maxY + 1

/** The region that holds all the points; they mean nothing across two. */
export const regionWith = (
  regions: readonly UltrasoundRegion[],
  points: readonly Point2[],
): UltrasoundRegion | undefined =>
  regions.find((region) => region.unitX in REGION_UNITS && points.every((point) => holds(region, point)))

/** Millimetres where the image has a spacing, the region's own unit in ultrasound, otherwise pixels. */
export function lengthUnitOf({ instance, plane }: Frame, points: readonly Point2[]): LengthUnit {
  if (instance.regions.length > 0) {
    const region = regionWith(instance.regions, points)
    if (region && region.unitX === region.unitY) {
      return {
        name: unitOfCode(region.unitX),
        perColumn: region.deltaX,
        perRow: region.deltaY,
        suffix: 'US Region',
      }
    }
  }
  if (instance.calibration === 'none') return { name: 'px', perColumn: 1, perRow: plane.rowSpacing }
  return {
    name: 'mm',
    perColumn: plane.columnSpacing,
    perRow: plane.rowSpacing,
    ...(instance.calibration === 'body' ? {} : { suffix: instance.calibration }),
  }
}

const PET_UNITS: Readonly<Record<string, string>> = {
  BQML: 'Bq/ml',
  GML: 'g/ml',
  CNTS: 'counts',
  CM2ML: 'cm²/ml',
  PROPCPS: 'cps',
}

/** The unit of values after the modality LUT; empty where the modality has none. */
export function pixelUnitOf({ Modality, dataset, suv, suvType }: Instance): string {
  if (suv !== undefined) return `SUV${suvType}`
  if (Modality === 'CT') return 'HU'
  if (Modality !== 'PT') return ''
  const units = textOf(dataset, Tag.Units)
  return units === undefined ? 'raw' : (PET_UNITS[units] ?? units)
}
