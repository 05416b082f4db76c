import { expect, test } from '@playwright/test'
import { accessible, wear } from './look.ts'
import { openMailbox } from './mailbox.ts'
import { services, signIn } from './person.ts'
import { makeImage, stow } from './stow.ts'

/** Studies that go from one place to another, and the people and places they go to. */

test.describe.configure({ mode: 'serial' })

test('an administrator makes a group that asks for approval, and looks at its rules again', async ({
  page,
}) => {
  await signIn(page)
  await page.goto('/admin/places')
  await page.getByRole('button', { name: 'New group' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Second readers')
  await dialog.getByLabel('Share code').fill('second-readers')
  await dialog.getByLabel('Shares wait for approval').check()
  await accessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: 'Second readers' }).click()
  await expect(page.getByRole('dialog').getByLabel('Shares wait for approval')).toBeChecked()
  await expect(page.getByRole('dialog').getByLabel('Share code')).toHaveValue('second-readers')
})

test('a study is shared with the group in a dialog and comes to it by the inbox', async ({
  page,
  request,
}) => {
  await stow(request, [
    makeImage('Heron^Iris', 'EXCHANGE-1', 'CT', { StudyDescription: 'CT for a second reading' }),
  ])
  const call = await services(page)
  await signIn(page)
  await page.goto('/studies?q=EXCHANGE-1')
  await page.getByRole('row', { name: /Heron/ }).click()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Give access to').fill('Second')
  await page.getByRole('option', { name: /Second readers/ }).click()
  await dialog.getByLabel('Message').fill('Is it a cyst?')
  await accessible(page)
  await dialog.getByRole('button', { name: 'Share' }).click()
  await expect(dialog.getByText('Shared with 1 recipient.')).toBeVisible()
  await expect(dialog.getByText('waits for approval')).toBeVisible()
  // The way back stands in the row itself, where the keyboard reaches it.
  await dialog.getByRole('button', { name: 'Revoke the access of Second readers' }).press('Enter')
  await expect(dialog.getByText('has no access any more')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Undo' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('waits for approval')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()

  const waiting = async () =>
    (
      await call('/study/count', {
        'filter.patientid.equals': 'EXCHANGE-1',
        'filter.must_approve.equals': '1',
      })
    ).count
  expect(await waiting()).toBe(1)
  await page.goto('/inbox')
  const card = page.getByRole('article').filter({ hasText: 'Heron' })
  await expect(card).toContainText('CT for a second reading')
  await expect(card).toContainText('No patient has this ID')
  await accessible(page)
  await card.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('The study is approved.', { exact: true })).toBeVisible()
  await expect(card).toBeHidden()
  await expect.poll(waiting).toBe(0)
})

test('a message is read in the inbox and answered', async ({ page }) => {
  const call = await services(page)
  const { accounts } = (await call('/account/list')) as { accounts: { uuid: string }[] }
  const account_id = String(accounts[0]?.uuid)
  const person = { email: 'm.wren@example.org', first: 'Mara', last: 'Wren', password: 'wrens-sing-early-77' }
  const { uuid } = await call('/user/add', { account_id, ...person })
  const { roles } = (await call('/role/list', { account_id, 'filter.name.equals': 'Administrator' })) as {
    roles: { uuid: string }[]
  }
  await call('/account/user/add', {
    uuid: account_id,
    user_id: String(uuid),
    role_id: String(roles[0]?.uuid),
  })
  const login = await page.request.post('/api/v3/session/login', {
    form: { login: person.email, password: person.password },
  })
  const { sid } = await login.json()
  const sent = await page.request.post('/api/v3/message/add', {
    form: { sid, account_id, subject: 'A second look', body: 'Could you read this one?' },
  })
  expect(await sent.json()).toMatchObject({ status: 'OK' })
  await signIn(page)
  await page.goto('/inbox')
  const card = page.getByRole('article', { name: 'A second look' }).filter({ hasText: 'Mara Wren to' })
  await expect(card).toContainText('Could you read this one?')
  await card.getByRole('button', { name: 'Answer' }).click()
  await accessible(page)
  await card.getByLabel('Answer to Mara Wren').fill('Yes, this evening.')
  await card.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('article').filter({ hasText: 'Yes, this evening.' })).toBeVisible()
})

test('a person joins by the mail of an invitation', async ({ page, context }) => {
  const mailbox = await openMailbox()
  await signIn(page)
  await page.goto('/admin/users')
  await page.getByRole('button', { name: 'Add people' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail addresses').fill('r.lane@example.org')
  await dialog.getByRole('button', { name: 'Invite 1 person' }).click()
  await expect.poll(() => mailbox.to('r.lane@example.org')).toBeDefined()
  const [path] = /\/invite\/[\w-]+/.exec(mailbox.to('r.lane@example.org') ?? '') ?? []
  await context.clearCookies()
  await page.goto(String(path))
  await accessible(page)
  await page.getByLabel('First name').fill('Robin')
  await page.getByLabel('Last name').fill('Lane')
  await page.getByLabel('Password', { exact: true }).fill('a-heron-stands-still-77')
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.getByRole('searchbox', { name: 'Search studies' })).toBeVisible()
  await mailbox.close()
})

for (const [theme, width] of [
  ['dark', 1440],
  ['light', 390],
] as const) {
  test(`the administration is accessible, ${theme}, ${width} wide`, async ({ page }) => {
    await wear(page, theme, width)
    await signIn(page)
    for (const name of [
      'users',
      'places',
      'sites',
      'roles',
      'links',
      'audit',
      'fields',
      'gateways',
      'branding',
      'terms',
      'namespaces',
      'anonymisation',
      'payments',
      '../patients',
    ]) {
      await page.goto(`/admin/${name}`)
      await expect(page.getByRole('heading').first()).toBeVisible()
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
      await accessible(page)
    }
  })
}
