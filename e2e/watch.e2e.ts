import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { services, signIn } from './person.ts'
import { makeImage, stow } from './stow.ts'

/** What was deleted comes back, who did it is found, and a study is shared where it is read. */

test.describe.configure({ mode: 'serial' })

async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

const first = (value: unknown): Record<string, unknown> => {
  const one: unknown = Array.isArray(value) ? value[0] : value
  return typeof one === 'object' && one !== null ? Object.fromEntries(Object.entries(one)) : {}
}

test('a deleted study is found and brought back', async ({ page, request }) => {
  await stow(request, [makeImage('Crane^Olive', 'WATCH-1', 'CT', { StudyDescription: 'CT to be deleted' })])
  const call = await services(page)
  const { uuid } = first((await call('/account/list')).accounts)
  await call('/account/set', { uuid: String(uuid), setting_storage_delete_delay: '60' })
  const study = first((await call('/study/list', { 'filter.patientid.equals': 'WATCH-1' })).studies)
  await call('/study/delete', { uuid: String(study.uuid) })

  await signIn(page)
  await page.goto('/admin/deleted')
  await page.getByRole('button', { name: /Crane/ }).click()
  await accessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Bring it back' }).click()
  await expect(page.getByText(/The study of .*Crane.* is back/)).toBeVisible()
  await expect(page.getByRole('button', { name: /Crane/ })).toBeHidden()
  const back = await call('/study/list', { 'filter.patientid.equals': 'WATCH-1' })
  expect(back.studies).toHaveLength(1)
})

test('the audit is narrowed to a patient, checked and exported', async ({ page }) => {
  await signIn(page)
  await page.goto('/admin/audit')
  await page.getByLabel('Patient ID').fill('WATCH-1')
  await expect(page.getByRole('row', { name: /REVIVE/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /SET|EDIT Account/ })).toBeHidden()
  await expect(page).toHaveURL(/patient=WATCH-1/)
  await page.getByRole('button', { name: 'Check now' }).click()
  await expect(page.getByText(/Complete and unchanged/)).toBeVisible({ timeout: 30_000 })
  await accessible(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  expect((await download).suggestedFilename()).toBe('audit.zip')
})

test('a study is shared from the viewer by its key', async ({ page }) => {
  const call = await services(page)
  const study = first((await call('/study/list', { 'filter.patientid.equals': 'WATCH-1' })).studies)
  await signIn(page)
  await page.goto(`/studies/${study.uuid}/view`)
  await expect(page.getByRole('button', { name: 'Share' })).toBeVisible()
  await page.locator('canvas').first().click()
  await page.keyboard.press('Shift+S')
  await expect(page.getByRole('dialog', { name: 'Share study' })).toBeVisible()
  await accessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})
