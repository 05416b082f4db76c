import { expect, test } from '@playwright/test'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'

/** Orders on their page: made, given a document and somebody to work on it, and deleted. */

test('an order is made, has a document and a reader, and is deleted', async ({ page }) => {
  await wear(page, 'dark', 1440)
  await signIn(page)
  const v3 = await services(page)
  const listed = await v3('/account/list')
  const [account] = Array.isArray(listed.accounts) ? listed.accounts : []
  const account_id = String(account.uuid)
  const second = await v3('/order/add', {
    account_id,
    patient_name: 'Second^Odo',
    patientid: 'ORDER-1',
    patient_birth_date: '19700102',
    patient_sex: 'M',
    accession_number: 'E2E-ORDER-2',
    referring_physician: 'Castell^Ivo',
    sending_facility: 'Ward 4',
  })
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
  await dialog.getByRole('button', { name: 'Read an order together' }).click()
  await dialog.getByRole('option', { name: /E2E-ORDER-2/ }).click()
  await dialog.getByRole('button', { name: 'Read Second, Odo apart' }).click()
  await expect(dialog.getByText('Nothing else')).toBeVisible()
  await accessible(page)
  await dialog.getByRole('button', { name: 'Delete order' }).click()
  await expect(page.getByRole('row', { name: /Ordway, Odo/ })).toBeHidden()
  await v3('/order/delete', { uuid: String(second.uuid) })
  const { orders } = await v3('/order/list', {
    account_id,
    'filter.patientid.equals': 'ORDER-1',
  })
  expect(orders).toEqual([])
})
