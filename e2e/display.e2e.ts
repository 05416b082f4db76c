import { expect, type Locator, type Page, test } from '@playwright/test'
import { type DataSet, part10File } from '../src/server/demo/part10.ts'
import { common, uid, words } from './dicom.ts'
import { services, signIn } from './person.ts'
import { difference, pictureOf } from './pixels.ts'
import { arrived, stow } from './stow.ts'

/** Ways from stored values to grey that few devices write: the screen shows them as the server renders them. */

const SIZE = 64
/** Every value from -512 to 511, four times. */
const RAMP = Int16Array.from({ length: SIZE * SIZE }, (_, n) => (n % 1024) - 512)

const table = (first: number, entries: readonly number[], bits: number): DataSet => ({
  LUTDescriptor: [entries.length, first & 0xffff, bits],
  LUTData: words(Int16Array.from(entries)),
})

const FORMS: Readonly<Record<string, DataSet>> = {
  'a sigmoid window': { WindowCenter: '20', WindowWidth: '300', VOILUTFunction: 'SIGMOID' },
  'an exact window': { WindowCenter: '20', WindowWidth: '64', VOILUTFunction: 'LINEAR_EXACT' },
  'a window of one value': { WindowCenter: '20', WindowWidth: '1' },
  'a VOI table': {
    VOILUTSequence: [
      table(
        -100,
        Array.from({ length: 200 }, (_, n) => Math.round(4095 * (n / 199) ** 2)),
        12,
      ),
    ],
  },
  'a modality table': {
    ModalityLUTSequence: [
      table(
        -512,
        Array.from({ length: 1024 }, (_, n) => n * 2),
        16,
      ),
    ],
    WindowCenter: '1024',
    WindowWidth: '900',
  },
  'MONOCHROME1 and a slope': {
    PhotometricInterpretation: 'MONOCHROME1',
    RescaleSlope: '0.5',
    RescaleIntercept: '10',
    WindowCenter: '30',
    WindowWidth: '200',
  },
  'an inverse presentation': { PresentationLUTShape: 'INVERSE', WindowCenter: '0', WindowWidth: '400' },
  'a PET without units': { Modality: 'PT', WindowCenter: '0', WindowWidth: '500' },
  'twelve bits with others above': {
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 1,
    PixelData: words(RAMP.map((value) => (value & 0x0fff) | 0x5000)),
    WindowCenter: '0',
    WindowWidth: '600',
  },
}

async function compare(page: Page, view: Locator, study_uid: string, form: string): Promise<void> {
  const facts = await view.locator('[data-view]').evaluate(({ dataset }) => ({ ...dataset }))
  const url = `/dicomweb/studies/${study_uid}/series/${facts.series}/instances/${facts.image}/frames/1/rendered`
  const answer = await page.request.get(url, { headers: { accept: 'image/png' } })
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const screen = await pictureOf(await view.screenshot())
  const rendered = await pictureOf(await answer.body())
  const found = difference(screen, rendered, (facts.matrix ?? '').split(' ').map(Number))
  expect(found.points).toBeGreaterThan(10_000)
  expect(found.worst, `${form} at ${found.where}`).toBeLessThanOrEqual(1)
}

for (const painter of ['canvas', 'gpu'])
  test(`unusual ways to grey are shown as the server renders them: ${painter}`, async ({ page }) => {
    await page.addInitScript((choice) => localStorage.setItem('collimate.painter', choice), painter)
    await page.setViewportSize({ width: 900, height: 640 })
    await signIn(page)
    const call = await services(page)
    const study_uid = uid()
    const files = Object.values(FORMS).map((form, n) =>
      part10File({
        ...common('DISPLAY^E2E', 'DISPLAY', study_uid, 'OT', 'Made for a test'),
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
        SOPInstanceUID: uid(),
        SeriesInstanceUID: uid(),
        SeriesNumber: n + 1,
        InstanceNumber: 1,
        SamplesPerPixel: 1,
        PhotometricInterpretation: 'MONOCHROME2',
        Rows: SIZE,
        Columns: SIZE,
        BitsAllocated: 16,
        BitsStored: 16,
        HighBit: 15,
        PixelRepresentation: 1,
        PixelData: words(RAMP),
        ...form,
      }),
    )
    await stow(page.request, files)
    const uuid = await arrived(call, study_uid)
    await page.goto(`/studies/${uuid}/view`)
    const view = page.getByRole('group', { name: 'Viewport 1' })
    await expect(view.locator('[data-view]')).toBeAttached()
    await expect(view.locator('[data-painter]')).toHaveCount(1)
    await expect(view.locator(`[data-painter=${painter}]`)).toBeAttached()
    await view.focus()
    await page.keyboard.press('o')
    await page.keyboard.press('o')
    const tiles = page.locator('[data-stack]')
    await expect(tiles).toHaveCount(files.length)
    for (const [n, form] of Object.keys(FORMS).entries()) {
      const series = (await tiles.nth(n).getAttribute('data-stack')) ?? ''
      await tiles.nth(n).click()
      await expect(view.locator(`[data-view][data-series="${series}"]`)).toBeAttached()
      await compare(page, view, study_uid, form)
    }
    await call('/study/delete', { uuid })
  })
