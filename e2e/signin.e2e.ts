import { expect, test } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import {
  OPENID_CLIENT,
  type OpenidProvider,
  startOpenidProvider,
} from '../src/server/testing/openid_provider.ts'
import { type SamlProvider, startSamlProvider } from '../src/server/testing/saml_provider.ts'
import { accessible, wear } from './look.ts'
import { ADMIN, services, signInByForm } from './person.ts'

/** Signing in with the provider of one's organisation, in a browser. */

test.describe.configure({ mode: 'serial' })

const VANITY = 'north-clinic'
let provider: OpenidProvider
let saml: SamlProvider
const people = [
  { sub: 'ada', email: 'ada@north.example', given_name: 'Ada', family_name: 'North' },
  { sub: 'bea', email: 'bea@north.example', given_name: 'Bea', family_name: 'North' },
]

test.beforeAll(async () => {
  provider = await startOpenidProvider([`${test.info().project.use.baseURL}/signin/oauth`])
  for (const person of people) provider.add(person)
  saml = await startSamlProvider([{ email: 'cay@north.example', givenName: 'Cay', sn: 'North' }])
})
test.afterAll(async () => {
  await provider.close()
  await saml.close()
})

test('an administrator sets the provider up, tests it and offers it', async ({ page }) => {
  await signInByForm(page)
  await page.goto('/admin/signin')
  await page.getByLabel('Vanity name').fill(VANITY)
  await page.getByRole('button', { name: 'Add name' }).click()
  await expect(page.getByRole('textbox', { name: 'Address for your people' })).toHaveValue(/north-clinic/)
  const form = page.getByRole('form', { name: 'OpenID Connect' })
  await form.getByLabel('Name on the button').fill('North Clinic')
  await form.getByLabel('Client id').fill(OPENID_CLIENT.client_id)
  await form.getByLabel('Client secret').fill(OPENID_CLIENT.client_secret)
  await form.getByLabel('Issuer').fill('http://127.0.0.1:9')
  await form.getByRole('button', { name: 'Test' }).click()
  await expect(form.getByText('The provider cannot be used')).toBeVisible()
  await form.getByLabel('Issuer').fill(provider.issuer)
  await form.getByLabel('Offered on the sign-in page').check()
  await form.getByRole('button', { name: 'Test' }).click()
  await expect(form.getByText('The provider answers')).toBeVisible()
  await expect(form.getByText(`${provider.issuer}/token`)).toBeVisible()
  await expect(form.getByLabel('Client secret')).toHaveValue('')
  await accessible(page)
})

test('a SAML provider is read from its metadata, and its roles are mapped', async ({ page }) => {
  await signInByForm(page)
  await page.goto('/admin/signin')
  const form = page.getByRole('form', { name: 'SAML 2.0' })
  await form.getByLabel('Address of the provider’s metadata').fill(saml.metadata_url)
  await form.getByLabel('Name on the button').fill('North SAML')
  await form.getByLabel('Offered on the sign-in page').check()
  await form.getByRole('button', { name: 'Test' }).click()
  await expect(form.getByLabel('Entity id of the provider')).toHaveValue(saml.issuer)
  await expect(form.getByText('The provider answers')).toBeVisible()
  const roles = page.getByRole('region', { name: 'Roles of the provider' })
  await roles.getByLabel('Role of the provider').fill('__ANY__')
  await roles.getByRole('button', { name: 'Add mapping' }).click()
  await expect(roles.getByRole('listitem')).toHaveCount(1)
  await roles.getByRole('button', { name: 'Remove the mapping of __ANY__' }).click()
  await expect(roles.getByText('No mappings yet')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(roles.getByRole('listitem')).toHaveCount(1)
  // It would make a user of the administrator who signs in by a provider below.
  await roles.getByRole('button', { name: 'Remove the mapping of __ANY__' }).click()
  await expect(roles.getByText('No mappings yet')).toBeVisible()
})

test('somebody new comes in by a signed assertion of SAML', async ({ page }) => {
  await wear(page, 'light', 1440)
  await page.goto(`/signin?vanity=${VANITY}&to=/inbox`)
  await page.getByRole('link', { name: 'Continue with North SAML' }).click()
  await page.getByRole('button', { name: 'Sign in as cay@north.example' }).click()
  await expect(page.getByRole('button', { name: 'Cay North, menu' })).toBeVisible()
  await expect(page).toHaveURL(/\/inbox$/)
  // One way in is enough for who comes next.
  const call = await services(page)
  const { accounts } = (await call('/account/list')) as { accounts: { uuid: string }[] }
  expect(await call('/account/sso/saml/set', { account_id: accounts[0]?.uuid ?? '', enabled: '0' })).toEqual({
    status: 'OK',
  })
})

for (const [who, width, scheme] of [
  ['ada', 1440, 'dark'],
  ['bea', 390, 'light'],
] as const) {
  test(`somebody new comes in by their organisation, ${width} wide, ${scheme}`, async ({ page }) => {
    await wear(page, scheme, width)
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

test('an authenticator is set up by its QR code, and its code opens the next session', async ({ page }) => {
  await signInByForm(page)
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Set up an authenticator' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('img', { name: 'Code for an authenticator app' })).toBeVisible()
  const secret = await dialog.getByLabel('Or type this key into the app').inputValue()
  const code = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })
  await dialog.getByLabel('Code', { exact: true }).fill('000000')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog.getByText('This code is not right.')).toBeVisible()
  await accessible(page)
  await dialog.getByLabel('Code', { exact: true }).fill(code(0))
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog).toBeHidden()
  // It is checked once the server has said so.
  const everySignIn = page.getByLabel('Ask for a second factor at every sign-in')
  await everySignIn.click()
  await expect(everySignIn).toBeChecked()
  await expect(everySignIn).toBeEnabled()

  const session = async () => {
    await page.context().clearCookies({ name: /^collimate_/ })
    await page.goto('/signin')
    await page.getByLabel('E-mail or user name').fill(ADMIN.email)
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  const search = page.getByRole('searchbox', { name: 'Search studies' })
  await session()
  await page.getByLabel('PIN').fill(code(1))
  await page.getByLabel('Remember this device for 30 days').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(search).toBeVisible()
  // From a remembered device the password is enough, until it is forgotten.
  await session()
  await expect(search).toBeVisible()
  await page.goto('/settings')
  await page.getByRole('button', { name: /^Forget Chrome/ }).click()
  await expect(page.getByText('No device is remembered')).toBeVisible()
  // It is off when the server says so, which is later than the click.
  const always = page.getByLabel('Ask for a second factor at every sign-in')
  await always.click()
  await expect(always).not.toBeChecked()
  await page.getByRole('button', { name: 'Remove the authenticator' }).click()
  await expect(page.getByRole('button', { name: 'Set up an authenticator' })).toBeVisible()
  await accessible(page)
})

test('somebody asks to join, and who decides sees it arrive and lets them in', async ({ page, browser }) => {
  const admin = await services(page)
  const { accounts } = await admin('/account/list')
  const [account] = Array.isArray(accounts) ? accounts : []
  await admin('/account/set', { uuid: account.uuid, can_request: '1' })
  const person = { email: 'cleo@elsewhere.example', password: 'correct-horse-42' }
  await admin('/user/add', { account_id: account.uuid, first: 'Cleo', last: 'Newcomer', ...person })
  await signInByForm(page)
  await page.goto('/inbox')
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()

  const other = await browser.newContext()
  const theirs = await other.newPage()
  await wear(theirs, 'light', 390)
  await signInByForm(theirs, person)
  await theirs.goto('/settings')
  await theirs.getByRole('button', { name: 'Ask to join' }).click()
  await expect(theirs.getByText('Waits for an answer')).toBeVisible()
  await accessible(theirs)
  await other.close()

  // Without reading the page again.
  const card = page.getByRole('article', { name: 'Request of Cleo Newcomer to join' })
  await expect(card).toBeVisible()
  await expect(page.getByRole('link', { name: /^Inbox, 1/ })).toBeVisible()
  await accessible(page)
  await card.getByRole('button', { name: 'Accept' }).click()
  await expect(card).toBeHidden()
  const { users } = await admin('/account/user/list', {
    uuid: account.uuid,
    'filter.user_email.equals': person.email,
  })
  expect(users).toHaveLength(1)
})
