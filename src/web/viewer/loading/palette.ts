import { expandedPalette } from '#contract/dicom/segmented_palette.ts'
import { bytesOf } from '../data/bulkData.ts'
import { type Dataset, has, numbersOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Instance } from '../stacks/frame.ts'
import type { Colour } from '../voi/curve.ts'
import { entriesOf } from '../voi/lookup.ts'

export interface Palette {
  readonly red: Uint16Array
  readonly green: Uint16Array
  readonly blue: Uint16Array
}

const palettes = new Map<string, Palette>()

export const paletteOf = ({ SOPInstanceUID }: Instance): Palette | undefined => palettes.get(SOPInstanceUID)

export const forgetPalette = ({ SOPInstanceUID }: Instance): void => {
  palettes.delete(SOPInstanceUID)
}

async function table(
  dataset: Dataset,
  descriptor: string,
  data: string,
  segmented: string,
  signal?: AbortSignal,
): Promise<Uint16Array> {
  const [declared, , bits = 16] = numbersOf(dataset, descriptor)
  // A count of 0 means 65536.
  const count = declared || 65_536
  if (!has(dataset, data) && has(dataset, segmented))
    return expandedPalette(await bytesOf(dataset[segmented], signal), bits, count)
  const numbers = numbersOf(dataset, data)
  if (numbers.length > 0) return Uint16Array.from(numbers)
  return entriesOf(await bytesOf(dataset[data], signal), count)
}

/** The colours of a palette (PS3.3 C.7.9), which the metadata may only point to. Rejects when they do not come. */
export async function readPalette(dataset: Dataset, signal?: AbortSignal): Promise<Palette> {
  const [red, green, blue] = await Promise.all([
    table(
      dataset,
      Tag.RedPaletteColorLookupTableDescriptor,
      Tag.RedPaletteColorLookupTableData,
      Tag.SegmentedRedPaletteColorLookupTableData,
      signal,
    ),
    table(
      dataset,
      Tag.GreenPaletteColorLookupTableDescriptor,
      Tag.GreenPaletteColorLookupTableData,
      Tag.SegmentedGreenPaletteColorLookupTableData,
      signal,
    ),
    table(
      dataset,
      Tag.BluePaletteColorLookupTableDescriptor,
      Tag.BluePaletteColorLookupTableData,
      Tag.SegmentedBluePaletteColorLookupTableData,
      signal,
    ),
  ])
  return { red, green, blue }
}

/** The same for a PALETTE COLOR image, kept while its stack is there. */
export async function ensurePalette(instance: Instance, signal?: AbortSignal): Promise<void> {
  const { dataset, SOPInstanceUID } = instance
  if (textOf(dataset, Tag.PhotometricInterpretation) !== 'PALETTE COLOR' || palettes.has(SOPInstanceUID))
    return
  palettes.set(SOPInstanceUID, await readPalette(dataset, signal))
}

/** The same from black to white, 0 to 1. */
export async function readRamp(dataset: Dataset, signal?: AbortSignal): Promise<readonly Colour[]> {
  const { red, green, blue } = await readPalette(dataset, signal)
  const [, , bits = 16] = numbersOf(dataset, Tag.RedPaletteColorLookupTableDescriptor)
  const tables = [red, green, blue]
  // Some declare 16 bits and fill 8.
  const top = bits > 8 && tables.some((entries) => entries.some((entry) => entry > 255)) ? 65_535 : 255
  return Array.from(
    red,
    (entry, index): Colour => [entry / top, (green[index] ?? 0) / top, (blue[index] ?? 0) / top],
  )
}
