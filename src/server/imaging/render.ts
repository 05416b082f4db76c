import type { Palette } from '../dicom/colour.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { paletteOf } from '../dicom/render.ts'
import { transferSyntax } from '../dicom/transfer-syntax.ts'
import { type Presentation, presentationOf, type Window } from '../dicom/voi.ts'
import { unpackMetadata } from '../ingest/metadata.ts'
import type { Services } from '../services.ts'
import { rawFrame } from './frames.ts'
import type { PictureFormat, Viewport } from './pixel-work.ts'
import { pixelWorkers } from './pool.ts'
import { instanceMetadata, type StoredInstance } from './stored-study.ts'

export interface RenderOptions {
  format: PictureFormat
  quality?: number
  window?: Window | undefined
  viewport?: Viewport | undefined
  deep?: boolean
}

interface Look {
  presentation: Presentation
  palette: Palette | undefined
}

const MOST_LOOKS = 2000
const looks = new Map<string, Look>()

/** How a frame wants to be shown; the content hash names it for good. */
async function lookOf(services: Services, instance: StoredInstance, n: number): Promise<Look> {
  const key = `${instance.hash} ${n}`
  const known = looks.get(key)
  if (known) return known
  const packed = await instanceMetadata(services, instance.id)
  const json: JsonDataSet = packed ? JSON.parse(unpackMetadata(packed).toString('utf8')) : {}
  const look = { presentation: presentationOf(json, n), palette: paletteOf(json) }
  // Tables are large and rare: they are read again.
  if (!look.palette && !look.presentation.voiTable && !look.presentation.modalityTable) {
    if (looks.size >= MOST_LOOKS) looks.clear()
    looks.set(key, look)
  }
  return look
}

/** Frame `n` (from 0) of an instance as a JPEG, PNG or TIFF. */
export async function renderInstance(
  services: Services,
  instance: StoredInstance,
  n: number,
  { format, quality = 90, window, viewport, deep = false }: RenderOptions,
): Promise<Buffer> {
  const index = instance.frame_index
  const syntax = transferSyntax(instance.transfer_syntax_uid)
  if (!index || !syntax || instance.frames === 0)
    throw new DicomRefusal('NO_IMAGE', 'The object has no image')
  const [bytes, look] = await Promise.all([rawFrame(services, instance, n), lookOf(services, instance, n)])
  // Eight bit words of big endian files were put in order when they were read.
  const bigEndian = syntax.bigEndian && index.pixels.bitsAllocated > 8
  return pixelWorkers().render(
    { bytes, pixels: index.pixels, compression: syntax.compression, bigEndian },
    { ...look, window, format, quality, viewport, deep },
  )
}
