import { expect, type Page, test } from '@playwright/test'
import { makeStudy, SPACING } from './dicom.ts'
import { services, signIn, signInByForm } from './person.ts'

/** From nothing to a read study: upload, find, open, scroll, measure, mark, report, and find everything again. */

test.describe.configure({ mode: 'serial' })

/** Other files of tests leave studies of their own. */
const OURS = { 'filter.patientid.equals': 'E2E-1' }

const viewport = (page: Page) =>
  page.getByRole('group', { name: 'Viewport 1' }).or(page.getByLabel('Viewport 1')).first()

async function openStudy(page: Page, patient: string): Promise<void> {
  await page.getByRole('row').filter({ hasText: patient }).first().dblclick()
  await expect(page).toHaveURL(/\/view/)
  await expect(viewport(page)).toContainText(/of 12/)
}

test('a folder is uploaded and the study appears', async ({ page }) => {
  const study = await makeStudy('Larkspur^Emeka', 'E2E-1')
  await signInByForm(page)
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Upload' }).first().click()
  await page.getByRole('menuitem', { name: 'A folder' }).click()
  await (await chooser).setFiles(study.folder)
  const review = page.getByRole('dialog', { name: 'Upload' })
  await expect(review).toContainText('Larkspur')
  await expect(review).toContainText('1 file is set apart')
  await review.getByRole('button', { name: 'Upload', exact: true }).click()
  const row = page.getByRole('row').filter({ hasText: 'Larkspur, Emeka' }).first()
  await expect(row).toBeVisible()
  await expect(row).toContainText(String(study.files))
  const call = await services(page)
  const { studies } = (await call('/study/list', OURS)) as {
    studies: { study_uid: string; image_count: number; phantom: number }[]
  }
  expect(studies[0]).toMatchObject({ study_uid: study.study_uid, image_count: study.files, phantom: 0 })
})

test('it is opened, scrolled, measured and marked', async ({ page }) => {
  await signIn(page)
  await openStudy(page, 'Larkspur, Emeka')
  const view = viewport(page)
  await expect(view).toContainText('12 of 12')
  await expect(view).toContainText('W 400')
  const before = await view.textContent()
  await view.click({ position: { x: 60, y: 200 } })
  await page.keyboard.press('Home')
  await expect(view).toContainText('Im 1/12')
  await page.keyboard.press('ArrowDown')
  await expect(view).toContainText('Im 2/12')
  expect(before).not.toBe(await view.textContent())

  await page.keyboard.press('d')
  const box = await view.boundingBox()
  if (!box) throw new Error('the viewport has no place')
  const [x, y, length] = [box.x + box.width / 2 - 120, box.y + box.height / 2, 200]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + length / 2, y, { steps: 5 })
  await page.mouse.move(x + length, y, { steps: 5 })
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/v3/annotation/add'))
  await page.mouse.up()
  expect((await saved).status()).toBe(200)
  const zoom = Number(/Zoom ([\d.]+)/.exec((await view.textContent()) ?? '')?.[1])
  const shown = Number(/([\d.]+) mm/.exec((await view.locator('svg').allTextContents()).join(' '))?.[1])
  expect(Math.abs(shown - (length / zoom) * SPACING)).toBeLessThan(0.03 * shown)

  const marked = page.waitForResponse((answer) => answer.url().endsWith('/api/v3/keyimage/add'))
  await page.keyboard.press('k')
  expect((await marked).status()).toBe(200)

  // The report is written beside it, takes the length over, and is signed.
  await page.keyboard.press('n')
  const dock = page.getByLabel('Report', { exact: true }).first()
  await dock.getByRole('button', { name: 'Standard report' }).click()
  await dock.getByLabel('Findings').fill('Nodule, ')
  await dock.getByRole('button', { name: 'Insert a measurement' }).click()
  await page.getByRole('menuitem', { name: /mm/ }).click()
  await expect(dock.getByLabel('Findings')).toHaveValue(/^Nodule, [\d.]+ mm$/)
  await dock.getByLabel('Impression').fill('Follow-up.')
  await dock.getByRole('button', { name: 'Sign' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign' }).click()
  await expect(dock).toContainText('Signed by Account Admin')
  const call = await services(page)
  const { studies } = (await call('/study/list', OURS)) as { studies: { radreports: { uuid: string }[] }[] }
  const file = await page.request.get(`/api/v3/radreport/pdf?uuid=${studies[0]?.radreports[0]?.uuid}`)
  expect(file.headers()['content-type']).toBe('application/pdf')
  expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-')
})

test('a colleague finds measurement and key image with their author', async ({ browser, page }) => {
  const call = await services(page)
  const { studies } = (await call('/study/list', OURS)) as { studies: { uuid: string }[] }
  const study_id = studies[0]?.uuid ?? ''
  const marks = await call('/annotation/list', { study_id })
  expect(marks.annotations).toMatchObject([{ user_name: 'Account Admin', locked: 0 }])
  expect((await call('/keyimage/list', { study_id })).images).toHaveLength(1)
  // A new browser: nothing is kept in it.
  const context = await browser.newContext()
  const fresh = await context.newPage()
  await signIn(fresh)
  await openStudy(fresh, 'Larkspur, Emeka')
  await fresh.getByRole('button', { name: 'Measurements' }).click()
  const dock = fresh.getByLabel('Measurements and key images')
  await expect(dock).toContainText('mm')
  await expect(dock).toContainText('Account Admin')
  await context.close()
})

test('the worklist keeps its place on the way back', async ({ page }) => {
  await signIn(page)
  await page.getByRole('searchbox', { name: 'Search studies' }).fill('larkspur')
  await expect(page).toHaveURL(/larkspur/i)
  await openStudy(page, 'Larkspur, Emeka')
  await page
    .getByRole('button', { name: 'Back to the worklist' })
    .or(page.getByRole('link', { name: 'Back to the worklist' }))
    .click()
  await expect(page).toHaveURL(/larkspur/i)
  await expect(page.getByRole('row').filter({ hasText: 'Larkspur, Emeka' }).first()).toBeVisible()
})
