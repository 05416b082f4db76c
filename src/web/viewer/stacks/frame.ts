import type { Dataset } from '../data/dicomJson.ts'
import type { ImagePlane } from '../geometry/plane.ts'
import type { Calibration } from '../geometry/spacing.ts'
import type { MarkPlane } from '../marks/mark.ts'
import type { PixelSource } from '../marks/measure.ts'
import type { LookupTable } from '../voi/lookup.ts'
import type { VoiFunction, Window } from '../voi/window.ts'
import type { SuvType } from './suvTypes.ts'

export interface FileWindow extends Window {
  readonly explanation: string
}

/** A region of an ultrasound image with its own unit (PS3.3 C.8.5.5), in image pixels. */
export interface UltrasoundRegion {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
  readonly unitX: number
  readonly unitY: number
  readonly deltaX: number
  readonly deltaY: number
}

/** What the frames of one instance share. */
export interface Instance {
  readonly StudyInstanceUID: string
  readonly SeriesInstanceUID: string
  readonly SOPInstanceUID: string
  readonly SOPClassUID: string
  readonly Modality: string
  readonly InstanceNumber: number | undefined
  readonly NumberOfFrames: number
  readonly transferSyntax: string | undefined
  readonly BitsStored: number | undefined
  readonly colour: boolean
  /** Why PixelSpacing may not be believed, or nothing. */
  readonly calibration: Calibration
  readonly regions: readonly UltrasoundRegion[]
  readonly patientOrientation: readonly [string, string] | undefined
  readonly quadruped: boolean
  /** The lowest value is white: MONOCHROME1, or an inverse presentation LUT shape (PS3.3 C.11.6.1.2). */
  readonly negative: boolean
  /** Turns values after the modality LUT into SUV; undefined where they are none, 1 where they are. */
  readonly suv: number | undefined
  /** What the SUV is counted by. */
  readonly suvType: SuvType
  readonly lossy: boolean
  readonly lossyRatio: number | undefined
  readonly dataset: Dataset
}

/** One picture: an instance without frames, or one frame of a multiframe instance. */
export interface Frame {
  readonly instance: Instance
  /** From 1, as everywhere in DICOM. */
  readonly frameNumber: number
  readonly imageId: string
  readonly plane: ImagePlane
  readonly FrameOfReferenceUID: string | undefined
  readonly windows: readonly FileWindow[]
  readonly voiFunction: VoiFunction
  /** Modality LUT Sequence, in place of slope and intercept. */
  readonly modalityTable: LookupTable | undefined
  readonly SliceThickness: number | undefined
  readonly SliceLocation: number | undefined
  /** Images that differ here belong to different stacks. */
  readonly splitKey: string
  /** It is no image but a plane through some, with the values there where they are known. */
  readonly section?: { readonly plane: MarkPlane; readonly pixels: PixelSource | undefined }
}
