import { expect, test } from '@playwright/test'
import { accessible } from './look.ts'
import { services, signIn } from './person.ts'
import { makeImage, stow } from './stow.ts'

/** One organisation asks another for a patient's studies, and people write to each other. */

test.describe.configure({ mode: 'serial' })

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
const first = (value: unknown): Record<string, unknown> => record(Array.isArray(value) ? value[0] : value)

test('a request is answered in the inbox with what matches', async ({ page, request }) => {
  await stow(request, [
    makeImage('Tern^Ada', 'REQUEST-1', 'CT', { StudyDescription: 'CT Thorax', PatientBirthDate: '19610204' }),
  ])
  const call = await services(page)
  const own = first((await call('/account/list')).accounts)
  const made = await call('/account/add', { name: 'Harbour Clinic' })
  expect(made).toMatchObject({ status: 'OK' })
  const uuid = String(made.uuid)
  const settings = JSON.stringify({ study_requestable_accounts: JSON.stringify([own.uuid]) })
  expect(await call('/account/set', { uuid, settings })).toMatchObject({ status: 'OK' })
  const { namespace_id } = await call('/account/get', { uuid })
  expect(
    await call('/study/request/add', {
      namespace_id: String(namespace_id),
      account_id: String(own.uuid),
      comments: 'She is operated on tomorrow.',
      patient_first_name: 'Ada',
      patient_last_name: 'Tern',
      patient_birth_date: '1961-02-04',
    }),
  ).toMatchObject({ status: 'OK' })

  // A study matches once all of it is there.
  const arrived = { 'filter.patientid.equals': 'REQUEST-1', 'filter.phantom.equals': '0' }
  await expect.poll(async () => first((await call('/study/list', arrived)).studies).image_count).toBe(1)
  await signIn(page)
  await page.getByRole('link', { name: /^Inbox, \d+ wait/ }).click()
  const card = page.getByRole('article', { name: 'Harbour Clinic asks for studies' })
  await expect(card.getByText('She is operated on tomorrow.')).toBeVisible()
  await card.getByRole('button', { name: 'Find studies' }).click()
  await expect(card.getByText(/CT Thorax/)).toBeVisible()
  await accessible(page)
  await card.getByRole('button', { name: 'Share 1 study' }).click()
  await expect(page.getByText('1 study is shared with Harbour Clinic.', { exact: true })).toBeVisible()
  await expect(card).toBeHidden()
  const there = await call('/study/list', { 'filter.phi_namespace.equals': String(namespace_id) })
  expect(there.studies).toMatchObject([{ patientid: 'REQUEST-1' }])
})

test('a message is written from the inbox', async ({ page }) => {
  await signIn(page)
  await page.goto('/inbox')
  await page.getByRole('button', { name: 'New message' }).click()
  const dialog = page.getByRole('dialog')
  await accessible(page)
  await dialog.getByLabel('To', { exact: true }).fill('no-such-code')
  await dialog.getByLabel('Subject').fill('Rota')
  await dialog.getByLabel('Message').fill('Who reads on Sunday?')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByText('Nobody was found by this.')).toBeVisible()
  await dialog.getByLabel('To', { exact: true }).fill('Collimate')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('article', { name: 'Rota' })).toContainText('Who reads on Sunday?')
})
