import { numberOf, numbersOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { frameDataset } from '../stacks/attributes.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import { forgetPalette, paletteOf } from './palette.ts'
import { rescaleOf } from './rescale.ts'

const frames = new Map<string, Frame>()

/** Makes the images of a stack known to Cornerstone. */
export function registerStack(stack: Stack): void {
  for (const frame of stack.frames) frames.set(frame.imageId, frame)
}

/** Forgets a stack: its metadata would otherwise stay for the life of the page. */
export function forgetStack(stack: Stack): void {
  for (const frame of stack.frames) {
    frames.delete(frame.imageId)
    forgetPalette(frame.instance)
  }
}

/**
 * What Cornerstone asks of an image, by the names of its metadata modules: our own reading, per frame for enhanced
 * objects, so that the picture and the measurements rest on the same numbers.
 */
export function imageMetadata(type: string, imageId: string): object | undefined {
  const frame = frames.get(imageId)
  return frame && MODULES[type]?.(frame)
}

const MODULES: Readonly<Record<string, ((frame: Frame) => object) | undefined>> = {
  imagePlaneModule: planeModule,
  imagePixelModule: pixelModule,
  modalityLutModule: modalityModule,
  voiLutModule: voiModule,
  calibrationModule: () => ({}),
  sopCommonModule: ({ instance }) => ({
    sopClassUID: instance.SOPClassUID,
    sopInstanceUID: instance.SOPInstanceUID,
  }),
  generalSeriesModule: ({ instance }) => ({
    modality: instance.Modality,
    seriesInstanceUID: instance.SeriesInstanceUID,
    studyInstanceUID: instance.StudyInstanceUID,
  }),
  generalImageModule: ({ instance }) => ({
    sopInstanceUID: instance.SOPInstanceUID,
    instanceNumber: instance.InstanceNumber,
  }),
  transferSyntax: ({ instance }) => ({ transferSyntaxUID: instance.transferSyntax }),
}

function planeModule({ plane, FrameOfReferenceUID, SliceThickness, SliceLocation }: Frame) {
  return {
    frameOfReferenceUID: FrameOfReferenceUID,
    rows: plane.rows,
    columns: plane.columns,
    imageOrientationPatient: [...plane.row, ...plane.column],
    rowCosines: [...plane.row],
    columnCosines: [...plane.column],
    imagePositionPatient: [...plane.position],
    sliceThickness: SliceThickness,
    sliceLocation: SliceLocation,
    pixelSpacing: [plane.rowSpacing, plane.columnSpacing],
    rowPixelSpacing: plane.rowSpacing,
    columnPixelSpacing: plane.columnSpacing,
    usingDefaultValues: !plane.located,
  }
}

function pixelModule({ instance, plane }: Frame) {
  const { dataset } = instance
  const palette = paletteOf(instance)
  const descriptor = (tag: string) => {
    const numbers = numbersOf(dataset, tag)
    return numbers.length === 3 ? numbers : undefined
  }
  return {
    samplesPerPixel: numberOf(dataset, Tag.SamplesPerPixel) ?? 1,
    photometricInterpretation: textOf(dataset, Tag.PhotometricInterpretation),
    planarConfiguration: numberOf(dataset, Tag.PlanarConfiguration) ?? 0,
    rows: plane.rows,
    columns: plane.columns,
    bitsAllocated: numberOf(dataset, Tag.BitsAllocated) ?? 8,
    bitsStored: instance.BitsStored ?? numberOf(dataset, Tag.BitsAllocated) ?? 8,
    highBit: numberOf(dataset, Tag.HighBit),
    pixelRepresentation: numberOf(dataset, Tag.PixelRepresentation) ?? 0,
    redPaletteColorLookupTableDescriptor: descriptor(Tag.RedPaletteColorLookupTableDescriptor),
    greenPaletteColorLookupTableDescriptor: descriptor(Tag.GreenPaletteColorLookupTableDescriptor),
    bluePaletteColorLookupTableDescriptor: descriptor(Tag.BluePaletteColorLookupTableDescriptor),
    redPaletteColorLookupTableData: palette?.red,
    greenPaletteColorLookupTableData: palette?.green,
    bluePaletteColorLookupTableData: palette?.blue,
  }
}

function modalityModule(frame: Frame) {
  const { slope, intercept } = rescaleOf(frame)
  return {
    rescaleIntercept: intercept,
    rescaleSlope: slope,
    rescaleType: textOf(frameDataset(frame.instance.dataset, frame.frameNumber), Tag.RescaleType),
  }
}

function voiModule({ windows, voiFunction }: Frame) {
  return {
    windowCenter: windows.map(({ center }) => center),
    windowWidth: windows.map(({ width }) => width),
    voiLUTFunction: [voiFunction],
  }
}
