import { Enums, type Types, utilities } from '@cornerstonejs/core'
import type { Frame } from '../stacks/frame.ts'
import { ImageFailure } from './failure.ts'
import { extentOf, greyValues, modalityOf, paddingOf, pixelFormOf, rgbBytes } from './plainPixels.ts'
import { rescaleOf } from './rescale.ts'

type Values = Float32Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Uint16Array<ArrayBuffer>

function nameOf(data: Values | Uint8Array): Types.PixelDataTypedArrayString {
  if (data instanceof Float32Array) return 'Float32Array'
  if (data instanceof Int16Array) return 'Int16Array'
  return data instanceof Uint16Array ? 'Uint16Array' : 'Uint8Array'
}

/** In the smallest form that holds them: whole numbers need half the room. */
function compact(values: Float32Array<ArrayBuffer>): Values {
  const whole = values.every(Number.isInteger)
  if (!whole) return values
  const { lower, upper } = extentOf(values, undefined)
  if (lower >= 0 && upper <= 65_535) return Uint16Array.from(values)
  return lower >= -32_768 && upper <= 32_767 ? Int16Array.from(values) : values
}

/** A picture for Cornerstone from finished values: grey ones after the modality LUT, or RGB. */
function imageFrom(
  { imageId, plane }: Frame,
  data: Values | Uint8Array<ArrayBuffer>,
  colour: boolean,
  { lower, upper }: { lower: number; upper: number },
): Types.IImage {
  const { rows, columns, rowSpacing, columnSpacing } = plane
  const numberOfComponents = colour ? 3 : 1
  return {
    imageId,
    dataType: nameOf(data),
    color: colour,
    rgba: false,
    numberOfComponents,
    rows,
    columns,
    width: columns,
    height: rows,
    rowPixelSpacing: rowSpacing,
    columnPixelSpacing: columnSpacing,
    slope: 1,
    intercept: 0,
    invert: false,
    preScale: { enabled: true, scaled: true },
    minPixelValue: lower,
    maxPixelValue: upper,
    windowCenter: (lower + upper + 1) / 2,
    windowWidth: upper - lower + 1,
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    sizeInBytes: data.byteLength,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      scalarData: data,
      width: columns,
      height: rows,
      numberOfComponents,
    }),
    getPixelData: () => data,
    getCanvas: () => canvasOf(data, columns, rows),
  }
}

/** For drawing without a GPU, which takes colour from a canvas. */
function canvasOf(rgb: ArrayLike<number>, columns: number, rows: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = columns
  canvas.height = rows
  const image = new ImageData(columns, rows)
  for (let pixel = 0; pixel < columns * rows; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[pixel * 4 + channel] = rgb[pixel * 3 + channel] ?? 0
    image.data[pixel * 4 + 3] = 255
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas
}

/** A picture from plain little endian bytes, whatever their depth. */
export function plainImage(frame: Frame, bytes: Uint8Array): Types.IImage {
  if (frame.instance.colour) return imageFrom(frame, rgbBytes(frame, bytes), true, { lower: 0, upper: 255 })
  const values = greyValues(frame, bytes)
  return imageFrom(frame, compact(values), false, extentOf(values, paddingOf(frame)))
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

/** What the decoders leave to us: the modality LUT as a table, and padding, which is no part of the range. */
export function finished(frame: Frame, image: Types.IImage): Types.IImage {
  if (frame.instance.colour) return image
  if (hasStrayBits(frame, image)) throw new ImageFailure('undecodable')
  if (frame.modalityTable) {
    const values = Float32Array.from(image.getPixelData(), modalityOf(frame))
    return imageFrom(frame, compact(values), false, extentOf(values, paddingOf(frame)))
  }
  const padding = paddingOf(frame)
  if (!padding) return image
  const scaled = image.preScale?.scaled === true
  const slope = scaled ? 1 : image.slope || 1
  const toStored = (value: number) => (scaled ? value : (value - (image.intercept || 0)) / slope)
  const { lower, upper } = extentOf(image.getPixelData(), {
    lower: toStored(padding.lower),
    upper: toStored(padding.upper),
  })
  return Object.assign(image, { minPixelValue: lower, maxPixelValue: upper })
}
