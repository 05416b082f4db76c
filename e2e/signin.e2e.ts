import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import {
  OPENID_CLIENT,
  type OpenidProvider,
  startOpenidProvider,
} from '../src/server/testing/openid_provider.ts'
import { ADMIN, services } from './person.ts'

/** Signing in with the provider of one's organisation, in a browser. */

test.describe.configure({ mode: 'serial' })

const VANITY = 'north-clinic'
let provider: OpenidProvider
const people = [
  { sub: 'ada', email: 'ada@north.example', given_name: 'Ada', family_name: 'North' },
  { sub: 'bea', email: 'bea@north.example', given_name: 'Bea', family_name: 'North' },
]

test.beforeAll(async ({ playwright }, { project }) => {
  const baseURL = project.use.baseURL ?? ''
  provider = await startOpenidProvider([`${baseURL}/signin/oauth`])
  for (const person of people) provider.add(person)
  const request = await playwright.request.newContext({ baseURL })
  const call = await services({ request })
  const { accounts } = await call('/account/list')
  const [account] = Array.isArray(accounts) ? accounts : []
  await call('/account/vanity/add', { account_id: account.uuid, vanity: VANITY })
  const set = await call('/account/sso/oidc/set', {
    account_id: account.uuid,
    enabled: '1',
    label: 'North Clinic',
    issuer: provider.issuer,
    ...OPENID_CLIENT,
  })
  expect(set.status).toBe('OK')
  await request.dispose()
})
test.afterAll(() => provider.close())

const accessible = async (page: Page) =>
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

for (const [who, width, scheme] of [
  ['ada', 1440, 'dark'],
  ['bea', 390, 'light'],
] as const) {
  test(`somebody new comes in by their organisation, ${width} wide, ${scheme}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto('/studies?search=knee')
    await page.getByRole('button', { name: 'Use single sign-on' }).click()
    await page.getByLabel('Name of your organisation').fill('nobody')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('No organisation of this name offers single sign-on here.')).toBeVisible()
    await page.getByLabel('Name of your organisation').fill(VANITY)
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('link', { name: 'Continue with North Clinic' })).toBeVisible()
    await accessible(page)

    await page.getByRole('link', { name: 'Continue with North Clinic' }).click()
    await expect(page.getByRole('heading', { name: 'Hospital' })).toBeVisible()
    await page.getByRole('link', { name: `Sign in as ${who}@north.example` }).click()

    // Back on the page that was wanted, and nothing that lets anybody in stands in its address.
    await expect(page.getByRole('searchbox', { name: 'Search studies' })).toBeVisible()
    await expect(page).toHaveURL(/\/studies\?/)
    expect(page.url()).not.toMatch(/code=|sid=|state=/)
    const cookies = await page.context().cookies()
    expect(cookies.find(({ name }) => name === 'collimate_sid')).toMatchObject({ httpOnly: true })
  })
}

test('whose address is somebody else’s here proves once that it is theirs', async ({ page }) => {
  provider.signsIn({ sub: 'boss', email: ADMIN.email, given_name: 'The', family_name: 'Boss' })
  await page.goto(`/signin?vanity=${VANITY}`)
  await page.getByRole('link', { name: 'Continue with North Clinic' }).click()
  await expect(page.getByRole('heading', { name: 'Is this you?' })).toBeVisible()
  await accessible(page)
  await page.getByLabel('E-mail or user name').fill(ADMIN.email)
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('searchbox', { name: 'Search studies' })).toBeVisible()
  await page.context().clearCookies()
  await page.goto(`/signin?vanity=${VANITY}`)
  await page.getByRole('link', { name: 'Continue with North Clinic' }).click()
  await expect(page.getByRole('button', { name: 'Account Admin, menu' })).toBeVisible()
})

test('a code that this browser did not ask for opens nothing', async ({ page }) => {
  await page.goto('/signin/oauth?code=stolen&state=guessed')
  await expect(
    page.getByText('This sign-in was used already, or was begun in another browser.'),
  ).toBeVisible()
  await accessible(page)
  await page.getByRole('link', { name: 'Back to sign-in' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
})
