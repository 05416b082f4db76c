import { expect, test } from '@playwright/test'
import { ohifFolder, serveOhif } from '../bench/ohif.ts'
import { uid } from './dicom.ts'
import { ADMIN, services } from './person.ts'
import { arrived, makeImage, stow } from './stow.ts'

/** OHIF, from its npm package, works over our DICOMweb: it lists, opens, measures and stores its report. */

const folder = ohifFolder() ?? ''
test.skip(folder === '', 'OHIF is not here: `npm run ohif` fetches it')

test('OHIF finds a study, opens it and stores a report back', async ({ page, baseURL }) => {
  const StudyInstanceUID = uid()
  const series = uid()
  const images = [1, 2, 3].map((InstanceNumber) =>
    makeImage('Peer^Ohif', 'OHIF-1', 'CT', {
      StudyInstanceUID,
      SeriesInstanceUID: series,
      InstanceNumber,
      SeriesDescription: 'Head',
      PixelSpacing: [2, 2],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      ImagePositionPatient: [0, 0, InstanceNumber],
      FrameOfReferenceUID: `${series}.1`,
    }),
  )
  await stow(page.request, images)
  const v3 = await services(page)
  const study = await arrived(v3, StudyInstanceUID)
  const authorization = `Basic ${Buffer.from(`${ADMIN.email}:${ADMIN.password}`).toString('base64')}`
  const ohif = await serveOhif({ folder, base: baseURL ?? '', authorization })
  try {
    page.setDefaultTimeout(20_000)
    await page.addInitScript(() => localStorage.setItem('shownTours', '["basicViewerTour"]'))
    await page.goto(`${ohif.url}/?patientName=Peer`)
    await expect(page.getByText('Peer, Ohif')).toBeVisible()
    await page.goto(`${ohif.url}/viewer?StudyInstanceUIDs=${StudyInstanceUID}`)
    await expect(page.getByText('I:1 (1/3)').or(page.getByText('(1/3)'))).toBeVisible()
    await page.locator('[data-cy="MeasurementTools-split-button-primary"]').click()
    const box = await page.locator('canvas.cornerstone-canvas').first().boundingBox()
    if (!box) throw new Error('OHIF shows no picture')
    for (const part of [0.4, 0.6]) await page.mouse.click(box.x + box.width * part, box.y + box.height * part)
    await page.getByRole('button', { name: 'Yes', exact: true }).click()
    await page.locator('[data-cy="trackedMeasurements-btn"]').click()
    await page.getByRole('button', { name: 'Create SR' }).click()
    await page.getByRole('dialog').getByRole('textbox').first().fill('Measured in OHIF')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(async () => {
      const { modality } = await v3('/study/get', { uuid: study })
      expect(String(modality)).toContain('SR')
    }).toPass()
  } finally {
    await ohif.close()
    await v3('/study/delete', { uuid: study })
  }
})
