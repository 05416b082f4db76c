import { expect, type Page, test } from '@playwright/test'
import { ADMIN, services, signInByForm } from './person.ts'

/** One's own account: the password, a session that ends under one's hands, and leaving. */

test.describe.configure({ mode: 'serial' })

const NEW = 'staple-battery-77'
/** One of the last three passwords is never taken again. */
const BETWEEN = ['between-one-11', 'between-two-22']
let password = ADMIN.password

test.afterAll(async ({ request }) => {
  const call = await services({ request }, password)
  for (const next of password === ADMIN.password ? [] : [...BETWEEN, ADMIN.password]) {
    const answer = await call('/user/set', { old_password: password, password: next })
    expect(answer.status).toBe('OK')
    password = next
  }
})

async function change(page: Page, old: string, next: string): Promise<void> {
  await page.getByLabel('Password now').fill(old)
  await page.getByLabel('New password', { exact: true }).fill(next)
  await page.getByLabel('New password again').fill(next)
  await page.getByRole('button', { name: 'Change password' }).click()
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account Admin, menu' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
}

test('a wrong or weak password is refused in words', async ({ page }) => {
  await signInByForm(page)
  await page.goto('/settings')
  await change(page, 'not-my-password-00', NEW)
  await expect(page.getByText('The password now is not right.')).toBeVisible()
  await change(page, ADMIN.password, 'weak')
  await expect(page.getByText('The new password is too weak or was used before.')).toBeVisible()
  await page.getByLabel('New password again').fill('another')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('The two are not the same')).toBeVisible()
})

test('the password is changed, and only the new one signs in', async ({ page }) => {
  await signInByForm(page)
  await page.goto('/settings')
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/v3/user/set'))
  await change(page, ADMIN.password, NEW)
  if ((await saved).ok()) password = NEW
  await expect(page.getByText('Your password is changed', { exact: true }).first()).toBeVisible()
  await expect(page.getByLabel('Password now')).toHaveValue('')
  await signOut(page)
  await page.getByLabel('E-mail or user name').fill(ADMIN.email)
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('The name or the password is not right.')).toBeVisible()
  await signInByForm(page, { email: ADMIN.email, password })
})

test('a session that has ended is begun again in place, and the action goes on', async ({
  page,
  context,
}) => {
  await signInByForm(page, { email: ADMIN.email, password })
  await page.getByRole('searchbox', { name: 'Search studies' }).fill('half a thought')
  await expect(page).toHaveURL(/half/)
  await page.getByRole('button', { name: 'Save as view' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Kept over the night')
  // What the page still reads by itself would find the session gone before the action does.
  await page.waitForLoadState('networkidle')
  await context.clearCookies()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()

  const again = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(again).toContainText('Nothing on this page is lost.')
  await expect(again.getByLabel('E-mail or user name')).toHaveValue(ADMIN.email)
  await again.getByLabel('Password', { exact: true }).fill(password)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await expect(again).toBeHidden()
  await expect(page.getByRole('link', { name: 'Kept over the night' })).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Search studies' })).toHaveValue('half a thought')

  await page.getByRole('button', { name: 'View Kept over the night' }).click()
  await page.getByRole('menuitem', { name: 'Delete view' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click()
  await expect(page.getByRole('link', { name: 'Kept over the night' })).toBeHidden()
})

test('after signing out the way back shows nothing of the worklist', async ({ page }) => {
  await signInByForm(page, { email: ADMIN.email, password })
  await signOut(page)
  await page.goBack()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByRole('grid')).toBeHidden()
})
