import { expect, test } from '@playwright/test'
import { accessible, accessibleInBothLooks, wear } from './look.ts'
import { openMailbox } from './mailbox.ts'
import { services, signIn } from './person.ts'
import { makeImage, stow } from './stow.ts'

/** An account is set up from nothing, and two organisations exchange a study under control. */

test.describe.configure({ mode: 'serial', timeout: 180_000 })

const CHIEF = { email: 'c.teal@lakeside.example', password: 'teal-waters-run-deep-41' }
const READER = { email: 'r.finch@lakeside.example', password: 'finches-fly-at-dawn-52' }

test('somebody who stands above accounts makes one, with its first administrator', async ({ page }) => {
  const call = await services(page)
  const { uuid } = await call('/account/add', { name: 'Lakeside Clinic' })
  const account_id = String(uuid)
  const { uuid: user_id } = await call('/user/add', { account_id, first: 'Cleo', last: 'Teal', ...CHIEF })
  const { roles } = (await call('/role/list', { account_id, 'filter.name.equals': 'Administrator' })) as {
    roles: { uuid: string }[]
  }
  const added = await call('/account/user/add', {
    uuid: account_id,
    user_id: String(user_id),
    role_id: String(roles[0]?.uuid),
    global: '1',
  })
  expect(added.status).toBe('OK')
})

test('the administrator makes a role and a place that approves', async ({ page }) => {
  await wear(page, 'dark', 1440)
  await signIn(page, CHIEF)
  await page.goto('/admin/roles')
  await page.getByRole('button', { name: 'New role' }).click()
  const name = page.getByLabel('Name of the role')
  await expect(name).toHaveValue('New role')
  await name.fill('Reading physician')
  await name.press('Enter')
  const names = page.getByRole('navigation', { name: 'Roles' })
  await expect(names.getByRole('button', { name: 'Reading physician' })).toBeVisible()
  await page.getByLabel('Compare with').selectOption({ label: 'Administrator' })
  await page.getByLabel('Only differences').check()
  await expect(page.getByRole('checkbox', { name: 'Account edit: Administrator' })).toBeChecked()
  await page.getByRole('checkbox', { name: 'Account edit', exact: true }).click()
  // They are alike in this now.
  await expect(page.getByRole('checkbox', { name: 'Account edit', exact: true })).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('checkbox', { name: 'Account edit', exact: true })).toBeVisible()
  await accessibleInBothLooks(page)

  await page.goto('/admin/places')
  await page.getByRole('button', { name: 'New group' }).click()
  const place = page.getByRole('dialog')
  await place.getByLabel('Name').fill('Reading room')
  await place.getByLabel('Share code').fill('lakeside-reading')
  await place.getByLabel('Shares wait for approval').check()
  await place.getByRole('button', { name: 'Save' }).click()
  await expect(place).toBeHidden()
})

test('a reader is invited with their role, and joins', async ({ page, context }) => {
  await wear(page, 'dark', 1440)
  await signIn(page, CHIEF)
  const mailbox = await openMailbox()
  await page.goto('/admin/users')
  await page.getByRole('button', { name: 'Add people' }).click()
  const people = page.getByRole('dialog')
  await people.getByLabel('E-mail addresses').fill(`email,role\n${READER.email},Reading physician`)
  await people.getByLabel('In every group and location').check()
  await expect(people.getByRole('list', { name: 'People to be added' })).toContainText('Reading physician')
  await accessibleInBothLooks(page)
  await people.getByRole('button', { name: 'Invite 1 person' }).click()
  await expect.poll(() => mailbox.to(READER.email)).toContain('Cleo Teal invites you to join Lakeside Clinic')
  const [path] = /\/invite\/[\w-]+/.exec(mailbox.to(READER.email) ?? '') ?? []
  await mailbox.close()

  await context.clearCookies()
  await page.goto(String(path))
  await page.getByLabel('First name').fill('Rory')
  await page.getByLabel('Last name').fill('Finch')
  await page.getByLabel('Password', { exact: true }).fill(READER.password)
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.getByRole('searchbox', { name: 'Search studies' })).toBeVisible()
})

test('another organisation shares a study by the code, on a phone', async ({ page, request }) => {
  await stow(request, [makeImage('Egret^Noor', 'ORG-1', 'CT', { StudyDescription: 'CT for the lakeside' })])
  await wear(page, 'light', 390)
  await signIn(page)
  await page.goto('/studies?q=ORG-1')
  await page.getByRole('row', { name: /Egret/ }).click()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog').filter({ has: page.getByLabel('Give access to') })
  await dialog.getByLabel('Give access to').fill('lakeside-reading')
  await page.getByRole('option', { name: /lakeside-reading/ }).click()
  // The sheet that holds the dialog is there on a phone alone.
  await accessible(page)
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(dialog.getByText('Shared with 1 recipient.')).toBeVisible()
})

test('it waits there, is approved, read, and gone when the sharing stops', async ({ page, browser }) => {
  await wear(page, 'light', 390)
  await signIn(page, CHIEF)
  await page.goto('/inbox')
  const card = page.getByRole('article').filter({ hasText: 'Egret' })
  await expect(card).toContainText('CT for the lakeside')
  await accessibleInBothLooks(page)
  await card.getByRole('button', { name: 'Approve' }).click()
  await expect(card).toBeHidden()

  const theirs = await browser.newContext()
  const reader = await theirs.newPage()
  await wear(reader, 'dark', 1440)
  await signIn(reader, READER)
  const row = reader.getByRole('row', { name: /Egret/ })
  await expect(row).toBeVisible()
  await row.dblclick()
  await expect(reader).toHaveURL(/\/view/)
  await expect(reader.getByRole('heading', { name: /Egret/ })).toBeVisible()

  const call = await services(page)
  const { studies } = (await call('/study/list', { 'filter.patientid.equals': 'ORG-1' })) as {
    studies: { uuid: string; phi_namespace: string; storage_namespace: string }[]
  }
  // Whoever made the account belongs to it, and sees the record that it was given as well.
  const own = studies.find(({ phi_namespace, storage_namespace }) => phi_namespace === storage_namespace)
  const uuid = String(own?.uuid)
  const { group_id } = (await call('/study/share/list', { uuid })) as { group_id: string[] }
  expect(group_id).toHaveLength(1)
  expect(await call('/study/share/stop', { uuid, group_id: String(group_id[0]) })).toEqual({
    status: 'OK',
  })
  await reader.goto('/studies')
  await expect(reader.getByRole('heading', { name: 'No studies yet' })).toBeVisible()
  await theirs.close()
})
