import { expect, test } from '@playwright/test'
import { accessible, wear } from './look.ts'
import { ADMIN, signIn } from './person.ts'

test('a wrong password is explained in words', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('E-mail or user name').fill(ADMIN.email)
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('The name or the password is not right.')).toBeVisible()
})

test('a deep link survives the sign-in', async ({ page }) => {
  await page.goto('/studies?q=somebody')
  await page.getByLabel('E-mail or user name').fill(ADMIN.email)
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/somebody/)
})

test('the sid is in no address and no script can read it', async ({ page, context }) => {
  await signIn(page)
  const cookie = (await context.cookies()).find((one) => one.name === 'collimate_sid')
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  expect(page.url()).not.toContain(cookie?.value ?? 'none')
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
    cookie?.value ?? 'none',
  )
})

for (const [theme, width] of [
  ['dark', 1440],
  ['light', 1440],
  ['dark', 390],
  ['light', 390],
] as const) {
  test(`the pages are accessible, ${theme}, ${width} wide`, async ({ page }) => {
    await wear(page, theme, width)
    await page.goto('/')
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
    await accessible(page)
    await signIn(page)
    await accessible(page)
    await page.goto('/settings')
    await expect(page.getByRole('heading').first()).toBeVisible()
    await accessible(page)
  })
}
