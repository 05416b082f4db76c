import { Enums, type Types, utilities } from '@cornerstonejs/core'
import type { Picture, Samples } from '../loading/picture.ts'
import type { Frame } from '../stacks/frame.ts'

function nameOf(data: Samples): Types.PixelDataTypedArrayString {
  if (data instanceof Float32Array) return 'Float32Array'
  if (data instanceof Int16Array) return 'Int16Array'
  if (data instanceof Uint16Array) return 'Uint16Array'
  return data instanceof Int8Array ? 'Int8Array' : 'Uint8Array'
}

/** A picture in the form that Cornerstone draws; its values are finished already. */
export function cornerstoneImage(frame: Frame, picture: Picture): Types.IImage {
  const { imageId, data, rows, columns, components, lower, upper } = picture
  const { rowSpacing, columnSpacing } = frame.plane
  return {
    imageId,
    dataType: nameOf(data),
    color: components > 1,
    rgba: components === 4,
    numberOfComponents: components,
    rows,
    columns,
    width: columns,
    height: rows,
    rowPixelSpacing: rowSpacing,
    columnPixelSpacing: columnSpacing,
    slope: 1,
    intercept: 0,
    invert: false,
    // Of a picture of PET the parameters are looked at, though all values are scaled already.
    preScale: {
      enabled: true,
      scaled: true,
      scalingParameters: { modality: frame.instance.Modality, rescaleSlope: 1, rescaleIntercept: 0 },
    },
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
      numberOfComponents: components,
    }),
    getPixelData: () => data,
    getCanvas() {
      throw new Error('pictures without a GPU are drawn by the canvas painter')
    },
  }
}
