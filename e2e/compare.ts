import { type DataSet, part10File } from '../src/server/demo/part10.ts'
import { ctSection } from '../src/server/demo/phantom.ts'
import { common, grey, uid, words } from './dicom.ts'

/** Studies that are read beside others: a CT and its prior, the views of a mammography. */

export interface Examined {
  name: string
  id: string
  /** DA */
  date: string
  description: string
}

const head = (who: Examined, study_uid: string, modality: string): DataSet => ({
  ...common(who.name, who.id, study_uid, modality, who.description),
  StudyDate: who.date,
  AccessionNumber: `${who.id}-${who.date}`,
})

const SIZE = 128

/** Axial sections of 5 mm in a frame of reference of their own, in two reconstructions. */
export function ctFiles(who: Examined, sections: number, start = 0): Buffer[] {
  const study_uid = uid()
  const frame = uid()
  return ['Soft', 'Lung'].flatMap((kernel, place) => {
    const series = uid()
    return Array.from({ length: sections }, (_, n) =>
      part10File({
        ...head(who, study_uid, 'CT'),
        ...grey(SIZE, true),
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
        SOPInstanceUID: uid(),
        SeriesInstanceUID: series,
        SeriesNumber: place + 2,
        SeriesDescription: `${kernel} 5.0`,
        ConvolutionKernel: kernel,
        InstanceNumber: n + 1,
        FrameOfReferenceUID: frame,
        ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
        ImagePositionPatient: [-160, -160, start + n * 5],
        ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
        PixelSpacing: [2.5, 2.5],
        SliceThickness: 5,
        RescaleIntercept: 0,
        RescaleSlope: 1,
        WindowCenter: place === 0 ? 40 : -600,
        WindowWidth: place === 0 ? 400 : 1500,
        PixelData: words(ctSection(SIZE, -0.9 + (1.8 * n) / sections, n + 1)),
      }),
    )
  })
}

const ROWS = 160
const COLUMNS = 128

/** Half an ellipse with its flat side at the chest wall. */
function breastPixels(wall: 'left' | 'right'): Int16Array {
  const pixels = new Int16Array(ROWS * COLUMNS)
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const depth = (wall === 'left' ? column : COLUMNS - 1 - column) / (COLUMNS * 0.8)
      const height = (row - ROWS / 2) / (ROWS * 0.45)
      const inside = depth * depth + height * height < 1
      pixels[row * COLUMNS + column] = inside ? 1200 + ((row * 31 + column * 17) % 400) : 60
    }
  }
  return pixels
}

/** The four views of a screening. The left ones are stored as some devices do: chest wall where it does not belong. */
export function mammographyFiles(who: Examined): Buffer[] {
  const study_uid = uid()
  const views = (['L', 'R'] as const).flatMap((side) =>
    (['MLO', 'CC'] as const).map((view) => ({ side, view })),
  )
  return views.map(({ side, view }, place) =>
    part10File({
      ...head(who, study_uid, 'MG'),
      ...grey(ROWS, false),
      Rows: ROWS,
      Columns: COLUMNS,
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.2',
      SOPInstanceUID: uid(),
      SeriesInstanceUID: uid(),
      SeriesNumber: place + 1,
      SeriesDescription: `${side} ${view}`,
      InstanceNumber: 1,
      ImageLaterality: side,
      ViewPosition: view,
      PatientOrientation: ['P', view === 'CC' ? (side === 'R' ? 'L' : 'R') : 'F'],
      // The views differ in size, as fields of view do: one scale shows it.
      ImagerPixelSpacing: view === 'CC' ? [1, 1] : [1.25, 1.25],
      WindowCenter: 900,
      WindowWidth: 1800,
      PixelData: words(breastPixels('right')),
    }),
  )
}
