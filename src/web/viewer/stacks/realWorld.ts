import { type Dataset, itemsOf, numberOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { rescaleOf } from '../loading/rescale.ts'
import { frameDataset } from './attributes.ts'
import type { Frame } from './frame.ts'

/** What stored values are in the real world (PS3.3 C.7.6.16.2.11): a diffusion coefficient, a concentration, a time. */
export interface RealWorldMapping {
  readonly slope: number
  readonly intercept: number
  /** UCUM */
  readonly unit: string
  readonly label: string
}

const SEQUENCE = '00409096'
const MAPPING_OBJECT = '1.2.840.10008.5.1.4.1.1.67'
/** UCUM for a number without a unit: as good as nothing. */
const NO_UNIT = /^(1|\{[^}]*\})$/

function mappingOf(item: Dataset): RealWorldMapping[] {
  const slope = numberOf(item, '00409225')
  const [code] = itemsOf(item, '004008EA')
  const unit = code && textOf(code, '00080100')
  if (!slope || unit === undefined || NO_UNIT.test(unit)) return []
  return [{ slope, intercept: numberOf(item, '00409224') ?? 0, unit, label: textOf(item, '00409210') ?? '' }]
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

/** A value after the modality LUT as it is in the real world. */
export interface RealWorldValue {
  readonly unit: string
  /** value × factor + offset */
  readonly factor: number
  readonly offset: number
}

/** How the values of a frame, as the viewer has them, become those of the real world; none where a table is in between. */
export function realWorldOf(frame: Frame): RealWorldValue[] {
  const { instance, frameNumber, modalityTable } = frame
  if (modalityTable || instance.colour) return []
  const dataset = frameDataset(instance.dataset, frameNumber)
  // In functional groups the macro stands in the frame's own attributes.
  const own = [...itemsOf(dataset, SEQUENCE), dataset].flatMap(mappingOf)
  const { slope, intercept } = rescaleOf(frame)
  const mappings = [...own, ...(noted.get(instance.SOPInstanceUID) ?? [])]
  return mappings.map((mapping) => {
    const factor = mapping.slope / slope
    return { unit: mapping.unit, factor, offset: mapping.intercept - intercept * factor }
  })
}
