import { expect, test } from '@playwright/test'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'

/** Orders on their page: made, given a document and somebody to work on it, and deleted. */

test('an order is made, has a document and a reader, and is deleted', async ({ page }) => {
  await wear(page, 'dark', 1440)
  await signIn(page)
  await page.getByRole('link', { name: 'Orders' }).click()
  await page.getByRole('button', { name: 'New order' }).click()
  for (const [label, value] of [
    ['Patient name', 'Ordway^Odo'],
    ['Patient ID', 'ORDER-1'],
    ['Birth date', '19700102'],
    ['Sex', 'M'],
    ['Accession number', 'E2E-ORDER-1'],
    ['Referring physician', 'Castell^Ivo'],
    ['Sending facility', 'Ward 4'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('row', { name: /Ordway, Odo/ }).dblclick()
  const dialog = page.getByRole('dialog', { name: 'Ordway, Odo' })
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') })
  await expect(dialog.getByRole('link', { name: 'letter.pdf' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Assign' }).click()
  await dialog.getByRole('option').first().click()
  await expect(dialog.getByRole('button', { name: /^Take it from/ })).toBeVisible()
  await accessible(page)
  await dialog.getByRole('button', { name: 'Delete order' }).click()
  await expect(page.getByRole('row', { name: /Ordway, Odo/ })).toBeHidden()
  const v3 = await services(page)
  const listed = await v3('/account/list')
  const [account] = Array.isArray(listed.accounts) ? listed.accounts : []
  const { orders } = await v3('/order/list', {
    account_id: String(account.uuid),
    'filter.patientid.equals': 'ORDER-1',
  })
  expect(orders).toEqual([])
})
