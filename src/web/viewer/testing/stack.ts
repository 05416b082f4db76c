import type { Dataset } from '../data/dicomJson.ts'
import type { Vector3 } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'

export interface MadeStack {
  id: string
  study?: string
  /** Frame of Reference UID. */
  space?: string
  Modality?: string
  SeriesDescription?: string
  positions: readonly Vector3[]
  row?: Vector3
  column?: Vector3
  located?: boolean
  spacing?: number
  size?: number
  dataset?: Dataset
}

/** A stack as the viewer reads it, for tests of what is done with stacks. */
export function makeStack({
  id,
  study = '1',
  space = '8',
  Modality = 'CT',
  SeriesDescription = '',
  positions,
  row = [1, 0, 0],
  column = [0, 1, 0],
  located = true,
  spacing = 1,
  size = 200,
  dataset = {},
}: MadeStack): Stack {
  const frames = positions.map(
    (position, index): Frame => ({
      instance: {
        StudyInstanceUID: study,
        SeriesInstanceUID: id,
        SOPInstanceUID: `${id}.${index + 1}`,
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
        Modality,
        InstanceNumber: index + 1,
        NumberOfFrames: 1,
        transferSyntax: undefined,
        BitsStored: 12,
        colour: false,
        calibration: 'body',
        regions: [],
        patientOrientation: undefined,
        quadruped: false,
        negative: false,
        suv: undefined,
        suvType: 'bw',
        lossy: false,
        lossyRatio: undefined,
        dataset,
      },
      frameNumber: 1,
      imageId: `wadors:${id}/${index + 1}`,
      plane: {
        ...{ rows: size, columns: size, rowSpacing: spacing, columnSpacing: spacing },
        ...{ row, column, position, located },
      },
      FrameOfReferenceUID: space,
      windows: [],
      voiFunction: 'LINEAR',
      modalityTable: undefined,
      SliceThickness: undefined,
      SliceLocation: undefined,
      splitKey: '',
    }),
  )
  return { id, SeriesInstanceUID: id, SeriesNumber: 1, SeriesDescription, Modality, part: 0, frames }
}
