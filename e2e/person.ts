import { type APIRequestContext, expect, type Page } from '@playwright/test'

export const ADMIN = { email: 'admin@example.org', password: 'correct-horse-42' }

/** The browser of somebody who has signed in, on whatever page it is. */
export async function hasSession(page: Page, { email, password } = ADMIN): Promise<void> {
  const answer = await page.request.post('/api/v3/session/login', {
    headers: { 'x-collimate-web': '1' },
    form: { login: email, password },
  })
  expect(answer.ok()).toBe(true)
}

/** Somebody who has signed in, at the worklist. */
export async function signIn(page: Page, person = ADMIN): Promise<void> {
  await hasSession(page, person)
  await page.goto('/')
  await expect(page.getByRole('searchbox', { name: 'Search studies' })).toBeVisible()
}

/** Signs in by the form and waits for the worklist. */
export async function signInByForm(page: Page, { email, password } = ADMIN): Promise<void> {
  await page.goto('/')
  await page.getByLabel('E-mail or user name').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('searchbox', { name: 'Search studies' })).toBeVisible()
}

/** Calls the v3 services as an integrator would: with a sid of its own. */
export async function services(
  { request }: { request: APIRequestContext },
  password = ADMIN.password,
): Promise<(command: string, form?: Record<string, string>) => Promise<Record<string, unknown>>> {
  const login = await request.post('/api/v3/session/login', {
    form: { login: ADMIN.email, password },
  })
  const { sid } = await login.json()
  return async (command, form = {}) => {
    const answer = await request.post(`/api/v3${command}`, { form: { ...form, sid } })
    return answer.json()
  }
}
