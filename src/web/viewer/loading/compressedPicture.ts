import type { Frame } from '../stacks/frame.ts'
import { type Codec, codecIsReady, codecOf, decodeCompressed } from './codec.ts'
import { ImageFailure } from './failure.ts'
import type { Picture } from './picture.ts'
import { isPalette, pictureFrom, plainPicture, scaleOf } from './plainPicture.ts'
import { pixelFormOf } from './plainPixels.ts'

/** These answer RGB whatever the stream holds; wavelet codecs undo the transforms of their own standard. */
const ANSWERS_RGB: ReadonlySet<Codec> = new Set(['libjpeg', 'libjxl'])

/** The codec that reads a frame in this form here; undefined where it needs more than one. */
export function codecFor(frame: Frame, transferSyntax: string): Codec | undefined {
  const codec = codecOf(transferSyntax)
  if (!codec || isPalette(frame)) return undefined
  const { samples, bitsAllocated, photometric } = pixelFormOf(frame)
  if (samples === 1) return codec
  if (samples !== 3 || bitsAllocated !== 8) return undefined
  // Colours that were never transformed are told by markers that only some decoders look for.
  return codec === 'libjpeg' && photometric === 'RGB' ? undefined : codec
}

/** Whether a frame as it is stored can be decoded here at once. */
export function isDecodable(frame: Frame): boolean {
  const codec = codecFor(frame, frame.instance.transferSyntax ?? '')
  return codec !== undefined && codecIsReady(codec)
}

/**
 * The picture of a compressed frame; with `part` of the beginning of one. Rejects with ImageFailure when it is not what
 * its attributes say.
 */
export async function compressedPicture(
  frame: Frame,
  codec: Codec,
  bytes: Uint8Array<ArrayBuffer>,
  { urgent, part = false }: { urgent: boolean; part?: boolean },
): Promise<Picture> {
  const { pixels, samples, bitsAllocated, bitsStored, signed, photometric } = pixelFormOf(frame)
  const form = { pixels, samples, bitsAllocated, bitsStored, signed }
  const scale = samples === 1 ? scaleOf(frame) : undefined
  const reply = await decodeCompressed({ codec, bytes, form, scale, part }, urgent)
  if ('failed' in reply) throw new ImageFailure('undecodable')
  if ('values' in reply) return pictureFrom(frame, reply.values, 1, reply)
  const rgb = samples === 3 && (ANSWERS_RGB.has(codec) || !photometric.startsWith('YBR_FULL'))
  return rgb ? pictureFrom(frame, reply.bytes.subarray(0, pixels * 3), 3) : plainPicture(frame, reply.bytes)
}
