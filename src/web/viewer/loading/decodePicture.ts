import type { Types } from '@cornerstonejs/core'
import loaderModule from '@cornerstonejs/dicom-image-loader'
import type { Frame } from '../stacks/frame.ts'
import { compact } from './compact.ts'
import { startCornerstone } from './cornerstone.ts'
import { extentOf } from './extent.ts'
import { ImageFailure } from './failure.ts'
import type { Picture, Samples } from './picture.ts'
import { pictureFrom } from './plainPicture.ts'
import { modalityOf, paddingOf, pixelFormOf } from './plainPixels.ts'
import { rescaleOf } from './rescale.ts'

type Decoded = Awaited<ReturnType<typeof loaderModule.createImage>>

const isImage = (decoded: Decoded): decoded is Extract<Decoded, Types.IImage> => 'getPixelData' in decoded

/** Decodes what no codec reads by itself: RLE, JPEG of 12 bits, palettes, colours that were never transformed. Rejects with ImageFailure when it is not what its attributes say. */
export async function decodePicture(
  frame: Frame,
  bytes: Uint8Array<ArrayBuffer>,
  transferSyntax: string,
): Promise<Picture> {
  startCornerstone()
  const decoded = await loaderModule.createImage(frame.imageId, bytes, transferSyntax, { useRGBA: false })
  if (!isImage(decoded)) throw new ImageFailure('undecodable')
  return frame.instance.colour ? colourPicture(frame, decoded) : greyPicture(frame, decoded)
}

function samplesOf(data: Types.PixelDataTypedArray): Samples {
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data.buffer, data.byteOffset, data.length)
  const long = data instanceof Uint32Array || data instanceof Int32Array || data instanceof Float64Array
  return long ? Float32Array.from(data) : data
}

function colourPicture(frame: Frame, image: Types.IImage): Picture {
  const data = samplesOf(image.getPixelData())
  const pixels = frame.plane.rows * frame.plane.columns
  if (data.length < pixels * 3) throw new ImageFailure('undecodable')
  return pictureFrom(frame, data, data.length >= pixels * 4 ? 4 : 3)
}

function greyPicture(frame: Frame, image: Types.IImage): Picture {
  if (hasStrayBits(frame, image)) throw new ImageFailure('undecodable')
  const data = samplesOf(image.getPixelData())
  const scaled = image.preScale?.scaled === true
  const [slope, intercept] = scaled ? [1, 0] : [image.slope || 1, image.intercept || 0]
  const toValue = frame.modalityTable ? modalityOf(frame) : (stored: number) => stored * slope + intercept
  // The decoder leaves two things to us: the modality LUT as a table, and a slope that it had no type for.
  const values =
    frame.modalityTable || slope !== 1 || intercept !== 0 ? compact(Float32Array.from(data, toValue)) : data
  return pictureFrom(frame, values, 1, extentOf(values, paddingOf(frame)))
}

/**
 * Values that cannot be: bits above Bits Stored, such as overlays kept there (PS3.5 8.1.1), were taken for a part of
 * the pixel.
 */
function hasStrayBits(frame: Frame, { minPixelValue, maxPixelValue, preScale }: Types.IImage): boolean {
  const { bitsAllocated, bitsStored, signed } = pixelFormOf(frame)
  if (bitsStored >= bitsAllocated) return false
  const { slope, intercept } = preScale?.scaled === true ? rescaleOf(frame) : { slope: 1, intercept: 0 }
  const ends = [(minPixelValue - intercept) / slope, (maxPixelValue - intercept) / slope]
  const [least, most] = signed
    ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1]
    : [0, 2 ** bitsStored - 1]
  return Math.min(...ends) < least - 0.5 || Math.max(...ends) > most + 0.5
}
