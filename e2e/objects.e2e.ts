import { expect, type Locator, type Page, test } from '@playwright/test'
import { type DataSet, part10File } from '../src/server/demo/part10.ts'
import { common, uid } from './dicom.ts'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'
import { arrived, makeImage, stow } from './stow.ts'

/** What a study holds besides pictures opens in a viewport or lies over them. */

const SIZE = 64
const STORAGE = '1.2.840.10008.5.1.4.1.1'

const code = (CodeValue: string, CodeMeaning: string, CodingSchemeDesignator = 'DCM'): DataSet => ({
  CodeValue,
  CodingSchemeDesignator,
  CodeMeaning,
})

/** A section with a report that measures it and a segmentation of its left upper quarter. */
function makeStudy(): { study_uid: string; files: Buffer[] } {
  const [study_uid, image, frameOfReference] = [uid(), uid(), uid()]
  const geometry = { ImageOrientationPatient: [1, 0, 0, 0, 1, 0], ImagePositionPatient: [0, 0, 0] }
  const object = (modality: string, SOPClassUID: string, SeriesNumber: number, more: DataSet) =>
    part10File({
      ...common('OBJECTS^E2E', 'OBJECTS', study_uid, modality, 'Made for a test'),
      SOPClassUID,
      SOPInstanceUID: uid(),
      SeriesInstanceUID: uid(),
      SeriesNumber,
      InstanceNumber: 1,
      ...more,
    })
  const points = { ReferencedSOPClassUID: `${STORAGE}.2`, ReferencedSOPInstanceUID: image }
  const report = object('SR', `${STORAGE}.88.33`, 2, {
    SeriesDescription: 'Measurements',
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [code('126000', 'Imaging Measurement Report')],
    ContentSequence: [
      {
        RelationshipType: 'CONTAINS',
        ValueType: 'NUM',
        ConceptNameCodeSequence: [code('410668003', 'Length', 'SCT')],
        MeasuredValueSequence: [
          { NumericValue: '12.5', MeasurementUnitsCodeSequence: [code('mm', 'mm', 'UCUM')] },
        ],
        ContentSequence: [
          {
            RelationshipType: 'INFERRED FROM',
            ValueType: 'SCOORD',
            GraphicType: 'POLYLINE',
            GraphicData: [16, 16, 48, 48],
            ContentSequence: [
              { RelationshipType: 'SELECTED FROM', ValueType: 'IMAGE', ReferencedSOPSequence: [points] },
            ],
          },
        ],
      },
    ],
  })
  const mask = Buffer.alloc((SIZE * SIZE) / 8)
  for (let row = 0; row < SIZE / 2; row++) mask.fill(0xff, row * (SIZE / 8), row * (SIZE / 8) + SIZE / 16)
  const segmentation = object('SEG', `${STORAGE}.66.4`, 3, {
    SeriesDescription: 'Segments',
    FrameOfReferenceUID: frameOfReference,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: SIZE,
    Columns: SIZE,
    NumberOfFrames: 1,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    SegmentationType: 'BINARY',
    SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: 'Left upper quarter' }],
    SharedFunctionalGroupsSequence: [
      {
        PixelMeasuresSequence: [{ PixelSpacing: [1, 1] }],
        PlaneOrientationSequence: [{ ImageOrientationPatient: geometry.ImageOrientationPatient }],
      },
    ],
    PerFrameFunctionalGroupsSequence: [
      {
        DerivationImageSequence: [{ SourceImageSequence: [points] }],
        PlanePositionSequence: [{ ImagePositionPatient: geometry.ImagePositionPatient }],
        SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }],
      },
    ],
    PixelData: mask,
  })
  const section = makeImage('OBJECTS^E2E', 'OBJECTS', 'CT', {
    StudyInstanceUID: study_uid,
    SOPInstanceUID: image,
    FrameOfReferenceUID: frameOfReference,
    PixelSpacing: [1, 1],
    ...geometry,
  })
  return { study_uid, files: [section, report, segmentation] }
}

/** What is painted over a picture, pixel by pixel. */
const painted = (viewport: Locator): Promise<number[]> =>
  viewport.locator('canvas[data-draft]').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas')
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
    return Array.from({ length: pixels.length / 4 }, (_, at) => Math.sign(pixels[4 * at + 3] ?? 0))
  })

/** A stroke is stored as a DICOM object, which is the same voxels when it is taken up again. */
async function paintsAndStores(page: Page, viewport: Locator) {
  await viewport.focus()
  await page.keyboard.press('Shift+B')
  const box = await viewport.locator('[data-view]').evaluate((view) => {
    const { x, y, width, height } = view.parentElement?.getBoundingClientRect() ?? new DOMRect()
    return { x: x + width / 2, y: y + height / 2, step: Math.min(width, height) / 8 }
  })
  await page.mouse.move(box.x - box.step, box.y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.step, box.y + box.step, { steps: 4 })
  await page.mouse.up()
  const before = await painted(viewport)
  expect(before.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20)
  await expect(page.getByText('kept, not yet a DICOM object')).toBeVisible()
  await accessible(page)
  await page.getByRole('button', { name: 'Store in the study' }).click()
  await page.getByRole('button', { name: 'Paint on a copy of Segmentation' }).click()
  await expect(page.getByRole('toolbar', { name: 'Painting tools' })).toBeVisible()
  expect(await painted(viewport)).toEqual(before)
  await page.getByRole('button', { name: 'Discard Segmentation' }).click()
  await expect(viewport.locator('canvas[data-draft]')).toHaveCount(0)
}

test('a report leads to its image and draws on it, a segmentation lies over it, every attribute is found', async ({
  page,
}) => {
  await wear(page, 'dark', 1440)
  await signIn(page)
  const call = await services(page)
  const { study_uid, files } = makeStudy()
  await stow(page.request, files)
  const uuid = await arrived(call, study_uid)
  await page.goto(`/studies/${uuid}/view`)
  await page.getByRole('button', { name: 'Structured report, Measurements' }).click()
  const report = page.getByRole('region', { name: 'Imaging Measurement Report' })
  await expect(report.getByText('12.5 mm')).toBeVisible()

  await report.getByRole('button', { name: /^Se 1 Im 1/ }).click()
  const beside = page.getByRole('group', { name: 'Viewport 2' })
  await expect(beside.locator('[data-figure=line]')).toContainText('Length 12.5 mm')

  await page.getByRole('button', { name: /^Segmentation, Segments/ }).click()
  await expect(beside.locator('canvas[data-layer]')).toBeAttached()
  await page.getByRole('button', { name: 'Hide Left upper quarter' }).click()
  await expect(page.getByRole('button', { name: 'Show Left upper quarter' })).toBeVisible()
  await accessible(page)
  await paintsAndStores(page, beside)

  await beside.focus()
  await page.keyboard.press('Shift+D')
  await page.getByRole('searchbox', { name: 'Tag, name or value' }).fill('pixel spacing')
  await expect(page.getByRole('row', { name: /Pixel Spacing DS 1\\1/ })).toBeVisible()
  await accessible(page)
  await call('/study/delete', { uuid })
})
