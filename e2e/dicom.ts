import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { type DataSet, part10File } from '../src/server/demo/part10.ts'
import { chestRadiograph, ctSection, ultrasoundFrame } from '../src/server/demo/phantom.ts'

/** DICOM that the tests make themselves, in several transfer syntaxes. */

export const uid = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`

export interface MadeStudy {
  folder: string
  study_uid: string
  files: number
}

const DEFLATED = '1.2.840.10008.1.2.1.99'
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50'
const SIZE = 128
/** Millimetres between the centres of pixels. */
export const SPACING = 2.5

export const common = (
  name: string,
  id: string,
  study_uid: string,
  modality: string,
  description: string,
): DataSet => ({
  SpecificCharacterSet: 'ISO_IR 192',
  StudyDate: '20261101',
  StudyTime: '101500',
  AccessionNumber: `E2E-${id}`,
  Modality: modality,
  StudyDescription: description,
  PatientName: name,
  PatientID: id,
  PatientBirthDate: '19700102',
  PatientSex: 'F',
  StudyInstanceUID: study_uid,
})

export const grey = (size: number, signed: boolean): DataSet => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: size,
  Columns: size,
  BitsAllocated: 16,
  BitsStored: 16,
  HighBit: 15,
  PixelRepresentation: signed ? 1 : 0,
})

export const words = (pixels: Int16Array) => Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)

/** A CT of some sections, a deflated radiograph and a JPEG loop in one folder, beside a text file that is none. */
export async function makeStudy(name: string, id: string, sections = 12): Promise<MadeStudy> {
  const folder = mkdtempSync(join(tmpdir(), 'collimate-e2e-study-'))
  mkdirSync(join(folder, 'CT'))
  const study_uid = uid()
  const series = uid()
  const frame = uid()
  for (let n = 0; n < sections; n++) {
    const set: DataSet = {
      ...common(name, id, study_uid, 'CT', 'CT Abdomen'),
      ...grey(SIZE, true),
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: uid(),
      SeriesInstanceUID: series,
      SeriesNumber: 2,
      SeriesDescription: 'Soft tissue',
      InstanceNumber: n + 1,
      FrameOfReferenceUID: frame,
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      ImagePositionPatient: [-160, -160, n * 5],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelSpacing: [SPACING, SPACING],
      SliceThickness: 5,
      RescaleIntercept: 0,
      RescaleSlope: 1,
      WindowCenter: 40,
      WindowWidth: 400,
      PixelData: words(ctSection(SIZE, -0.9 + (1.8 * n) / sections, n + 1)),
    }
    writeFileSync(join(folder, 'CT', `IM${String(n).padStart(4, '0')}`), part10File(set))
  }
  const radiograph: DataSet = {
    ...common(name, id, study_uid, 'CR', 'CT Abdomen'),
    ...grey(256, false),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1',
    SOPInstanceUID: uid(),
    SeriesInstanceUID: uid(),
    SeriesNumber: 3,
    SeriesDescription: 'Chest',
    InstanceNumber: 1,
    WindowCenter: 1900,
    WindowWidth: 3200,
    PixelData: words(chestRadiograph(256, 7)),
  }
  writeFileSync(join(folder, 'chest.dcm'), part10File(radiograph, { TransferSyntaxUID: DEFLATED }))
  const [width, height] = [200, 150]
  const frames = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      sharp(Buffer.from(ultrasoundFrame(width, height, n / 6, n + 1)), {
        raw: { width, height, channels: 3 },
      })
        .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
        .toBuffer(),
    ),
  )
  const loop: DataSet = {
    ...common(name, id, study_uid, 'US', 'CT Abdomen'),
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
    PhotometricInterpretation: 'YBR_FULL',
    Rows: height,
    Columns: width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    NumberOfFrames: frames.length,
    FrameTime: 100,
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.3.1',
    SOPInstanceUID: uid(),
    SeriesInstanceUID: uid(),
    SeriesNumber: 4,
    SeriesDescription: 'Kidney',
    InstanceNumber: 1,
    LossyImageCompression: '01',
  }
  writeFileSync(join(folder, 'loop.dcm'), part10File(loop, { TransferSyntaxUID: JPEG_BASELINE, frames }))
  writeFileSync(join(folder, 'README.txt'), 'Not an image.')
  return { folder, study_uid, files: sections + 2 }
}
