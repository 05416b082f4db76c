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
  await expect(page.getByText('The study of Crane, Olive is back.', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: /Crane/ })).toBeHidden()
  const back = await call('/study/list', { 'filter.patientid.equals': 'WATCH-1' })
  expect(back.studies).toHaveLength(1)
})

test('the audit is narrowed to a patient, checked and exported', async ({ page }) => {
  await signIn(page)
  await page.goto('/admin/audit')
  await page.getByLabel('Patient ID').fill('WATCH-1')
  await expect(page.getByRole('row', { name: /REVIVE/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /SET|EDIT Account/ })).toHaveCount(0)
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

test('an administrator says how studies come into a place, and who may share', async ({ page }) => {
  const call = await services(page)
  const { uuid } = first((await call('/account/list')).accounts)
  const made = await call('/group/add', { account_id: String(uuid), name: 'Watch house' })
  await signIn(page)
  await page.goto('/admin/namespaces')
  await page.getByRole('button', { name: 'Watch house' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Share code').fill('watch-house')
  await dialog.getByLabel('What is copied to it').check()
  await dialog.getByLabel('Refuse uploads of a study that the organisation has').check()
  await dialog.getByLabel('A comment').check()
  await accessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('code watch-house')).toBeVisible()
  const namespace = { uuid: String(made.namespace_id) }
  expect(await call('/namespace/settings', namespace)).toMatchObject({ disable_duplicate_study_upload: 1 })
  expect(await call('/namespace/event/defaults', namespace)).toMatchObject({ event_study_comment: 1 })
  expect(await call('/group/get', { uuid: String(made.uuid) })).toMatchObject({ must_approve_copy: 1 })

  await page.getByLabel('May share with', { exact: true }).selectOption({ label: 'Watch house' })
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await page.getByRole('button', { name: /Remove the rule .* with Watch house/ }).click()
  await expect(page.getByText('The rule is removed.', { exact: true })).toBeVisible()
  await accessible(page)
})
