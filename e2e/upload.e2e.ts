import { expect, type Locator, type Page, test } from '@playwright/test'
import { strToU8, zipSync } from 'fflate'
import { services, signIn } from './person.ts'
import { makeImage } from './stow.ts'

/** Files dropped on the worklist: what is said before anything is sent, and what becomes of each. */

type Files = Readonly<Record<string, Uint8Array>>

/** Drops files as a person would from their desktop. */
async function drop(page: Page, files: Files): Promise<void> {
  const named = Object.entries(files).map(([name, bytes]) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }))
  const dataTransfer = await page.evaluateHandle((held) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of held)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], name))
    return transfer
  }, named)
  const list = page.getByRole('grid', { name: 'Worklist' })
  await list.dispatchEvent('dragenter', { dataTransfer })
  await expect(page.getByText('Drop files, folders or a zip to upload')).toBeVisible()
  await list.dispatchEvent('drop', { dataTransfer })
}

const review = (page: Page): Locator => page.getByRole('dialog', { name: 'Upload' })
const send = (page: Page) => review(page).getByRole('button', { name: 'Upload', exact: true }).click()
const dock = (page: Page): Locator => page.getByRole('region', { name: 'Uploads' })
const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name })

async function imagesOf(page: Page, id: string): Promise<number> {
  const call = await services(page)
  const { studies } = (await call('/study/list', { 'filter.patientid.equals': id })) as {
    studies: { image_count: number }[]
  }
  return studies.reduce((sum, { image_count }) => sum + image_count, 0)
}

test.beforeEach(({ page }) => signIn(page))

test('files of two patients are sent after a warning, what is no DICOM is set apart', async ({ page }) => {
  await drop(page, {
    'one.dcm': makeImage('Finch^Gil', 'FINCH-1', 'CT'),
    'two.dcm': makeImage('Finch^Hana', 'FINCH-2', 'MR'),
    'letter.txt': strToU8('Dear colleague'),
  })
  await expect(review(page).getByRole('alert')).toContainText('These files belong to 2 different patients.')
  await expect(review(page)).toContainText('2 patients, 2 studies')
  await review(page).getByText('1 file is set apart and will not be sent').click()
  await expect(review(page).getByRole('listitem').filter({ hasText: 'letter.txt' })).toContainText(
    'not DICOM',
  )
  await send(page)
  await expect(row(page, 'Finch, Gil')).toBeVisible()
  await expect(row(page, 'Finch, Hana')).toBeVisible()
  await expect(dock(page)).toContainText('1 file not DICOM')
})

test('nothing is sent of what is taken back before', async ({ page }) => {
  await drop(page, { 'one.dcm': makeImage('Finch^Ida', 'FINCH-3', 'CT') })
  await expect(review(page)).toContainText('Finch, Ida')
  await review(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(review(page)).toBeHidden()
  await expect(dock(page)).toBeHidden()
  expect(await imagesOf(page, 'FINCH-3')).toBe(0)
})

test('an upload under way is cancelled', async ({ page }) => {
  await page.route(/\/(storage|dicomweb)\//, async (route) => {
    if (route.request().method() === 'POST') return
    await route.continue()
  })
  await drop(page, { 'one.dcm': makeImage('Finch^Jon', 'FINCH-4', 'CT') })
  await send(page)
  await dock(page)
    .getByRole('button', { name: /^Upload .*Finch, Jon/ })
    .click()
  await page.getByRole('menuitem', { name: 'Cancel upload' }).click()
  await expect(dock(page)).toBeHidden()
  expect(await imagesOf(page, 'FINCH-4')).toBe(0)
})

test('a broken file says what is wrong with it, and its neighbour arrives', async ({ page }) => {
  const whole = makeImage('Finch^Kim', 'FINCH-5', 'CT')
  await drop(page, {
    'whole.dcm': whole,
    'broken.dcm': makeImage('Finch^Kim', 'FINCH-5', 'CT').subarray(0, whole.length - 1000),
  })
  await send(page)
  await expect(dock(page)).toContainText('1 file failed')
  await dock(page)
    .getByRole('button', { name: /^Upload / })
    .click()
  await page.getByRole('menuitem', { name: 'Show files' }).click()
  const broken = page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'broken.dcm' })
  await expect(broken).toContainText(/ends|truncated|short|incomplete/i)
  await page.keyboard.press('Escape')
  await expect.poll(() => imagesOf(page, 'FINCH-5')).toBe(1)
})

test('a zip is looked into', async ({ page }) => {
  await drop(page, {
    'disc.zip': zipSync({
      'IMAGES/IM1': makeImage('Finch^Lea', 'FINCH-6', 'CT'),
      'README.TXT': strToU8('From another hospital'),
    }),
  })
  await expect(review(page)).toContainText('Finch, Lea')
  await expect(review(page)).toContainText('1 file is set apart')
  await send(page)
  await expect(row(page, 'Finch, Lea')).toBeVisible()
  await expect.poll(() => imagesOf(page, 'FINCH-6')).toBe(1)
})
