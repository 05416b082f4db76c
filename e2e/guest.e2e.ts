import { expect, test } from '@playwright/test'
import { accessible, accessibleInBothLooks, wear } from './look.ts'
import { openMailbox } from './mailbox.ts'
import { services } from './person.ts'
import { makeImage, stow } from './stow.ts'

/** People without an account: by a link, to upload, and as a patient in the portal. */

test.describe.configure({ mode: 'serial' })

test.afterAll(async ({ request }) => {
  // Other tests give the account an address of its own.
  const call = await services({ request })
  const { accounts } = (await call('/account/list')) as { accounts: { uuid: string }[] }
  const account_id = accounts[0]?.uuid ?? ''
  expect(await call('/account/vanity/delete', { account_id, vanity: 'halden' })).toEqual({ status: 'OK' })
})

type Services = Awaited<ReturnType<typeof services>>

async function studyOf(call: Services, patientid: string): Promise<{ uuid: string; place: string }> {
  const found = await call('/study/list', { 'filter.patientid.equals': patientid })
  const { studies } = found as { studies: { uuid: string; phi_namespace: string }[] }
  const [study] = studies
  if (!study) throw new Error(`there is no study of ${patientid}`)
  return { uuid: study.uuid, place: study.phi_namespace }
}

const pathOf = (url: unknown) => new URL(String(url)).pathname

test('a link asks for what it needs and shows its studies, and nothing else', async ({
  page,
  request,
  context,
}) => {
  await stow(request, [
    makeImage('Moonbright^Ada', 'GUEST-1', 'CT', { StudyDescription: 'CT of the head' }),
    makeImage('Moonbright^Ada', 'GUEST-1', 'CT', { StudyDescription: 'CT a year ago' }),
    makeImage('Other^Person', 'GUEST-2', 'CT'),
  ])
  const call = await services(page)
  const { uuid } = await studyOf(call, 'GUEST-1')
  const link = await call('/link/add', {
    study_id: uuid,
    action: 'STUDY_LIST',
    password: 'open-sesame-1',
    include_priors: '1',
    acceptance_required: '1',
  })
  await context.clearCookies()
  await page.goto(pathOf(link.url))
  await accessible(page)
  await page.getByLabel('Your e-mail address').fill('dr.hale@example.org')
  await page.getByLabel('Password of the link').fill('wrong')
  await page.getByLabel('I agree').check()
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByText('The password or the address is not right.')).toBeVisible()
  await page.getByLabel('Password of the link').fill('open-sesame-1')
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByRole('heading', { name: 'Studies shared with you' })).toBeVisible()
  await expect(page.getByRole('link', { name: /Moonbright/ })).toHaveCount(2)
  await expect(page.getByText('Other')).toHaveCount(0)
  await accessible(page)
  expect(page.url()).not.toContain('sid')
  await page.getByRole('link', { name: /CT of the head/ }).click()
  await expect(page.getByRole('heading', { name: /Moonbright/ })).toBeVisible()
  await page.goto('/studies')
  await expect(page).toHaveURL(/\/guest$/)

  await call('/link/delete', { uuid: String(link.uuid) })
  await page.reload()
  await expect(page.getByText('Your visit has ended')).toBeVisible()
  await page.goto(pathOf(link.url))
  await expect(page.getByText('This link does not exist any more')).toBeVisible()
})

test('a guest sends images by a share code, with what is asked for, anonymised on the way', async ({
  page,
  context,
}) => {
  const call = await services(page)
  const { place } = await studyOf(call, 'GUEST-1')
  const { accounts } = (await call('/account/list')) as { accounts: { uuid: string }[] }
  const account = accounts[0]?.uuid ?? ''
  await call('/account/set', { uuid: account, share_code: 'guest-discs' })
  const field = await call('/customfield/add', {
    account_id: account,
    name: 'Trial arm',
    object: 'Study',
    type: 'select',
    required: '1',
    capture_on_share_code: '1',
    options: JSON.stringify({ values: ['A', 'B'] }),
  })
  const link = await call('/link/add', {
    namespace_id: place,
    action: 'STUDY_UPLOAD',
    use_share_code: '1',
    anonymize: JSON.stringify({ patient_name: 's/.*/Anonymous/', ALL_PRIVATE_TAGS: 's/.*//' }),
  })
  await context.clearCookies()
  await wear(page, 'light', 390)
  await page.goto('/signin')
  await page.getByRole('link', { name: 'Send images by a share code' }).click()
  await page.getByLabel('Share code').fill('guest-discs')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('link', { name: 'Send images' }).click()
  await page.getByLabel('Your e-mail address').fill('gp@example.org')
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page).toHaveURL(/\/guest\/upload$/)
  await expect(page.getByText('Before anything leaves this device')).toContainText('name, private data')
  await accessibleInBothLooks(page)
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Upload' }).first().click()
  await page.getByRole('menuitem', { name: 'Files or a zip' }).click()
  const buffer = makeImage('Secret^Name', 'GUEST-UP', 'CT')
  await (await chooser).setFiles([{ name: 'image.dcm', mimeType: 'application/dicom', buffer }])
  const review = page.getByRole('dialog', { name: 'Upload' })
  await expect(review).toContainText('Secret')
  await review.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(review.getByText('Please fill this in.')).toBeVisible()
  await review.getByLabel('Trial arm').selectOption('B')
  await accessibleInBothLooks(page)
  await review.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(async () => {
    const { studies } = (await call('/study/list', { 'filter.patientid.equals': 'GUEST-UP' })) as {
      studies: { customfields: { name: string; value: string }[] }[]
    }
    expect(studies).toMatchObject([{ patient_name: 'Anonymous', image_count: 1, phantom: 0 }])
    expect(studies[0]?.customfields).toMatchObject([{ name: 'Trial arm', value: 'B' }])
  }).toPass()
  await call('/customfield/delete', { uuid: String(field.uuid) })
  await call('/link/delete', { uuid: String(link.uuid) })
  await page.goto('/upload?code=guest-discs')
  await expect(page.getByText('from nobody without an account any more')).toBeVisible()
  await call('/account/set', { uuid: account, share_code: '' })
})

test('a patient finds themselves, reads, shares with a doctor and stops it', async ({
  page,
  context,
  browser,
}) => {
  const call = await services(page)
  const { accounts } = (await call('/account/list')) as { accounts: { uuid: string }[] }
  const account = accounts[0]?.uuid ?? ''
  const settings = { enable_patient_portal: 1, expose_patient_portal: 1 }
  expect(await call('/account/set', { uuid: account, settings: JSON.stringify(settings) })).toEqual({
    status: 'OK',
  })
  await call('/account/vanity/add', { account_id: account, vanity: 'halden' })
  await call('/patient/add', {
    account_id: account,
    name: 'Ada Moonbright',
    mrn: 'GUEST-1',
    birth_date: '1970-01-02',
    email: 'ada@example.org',
  })
  await context.clearCookies()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/portal/halden')
  await accessible(page)
  await page.getByLabel('First name').fill('ada')
  await page.getByLabel('Last name').fill('Moonbright')
  await page.getByLabel('Date of birth').fill('1970-01-02')
  await page.getByRole('button', { name: 'Find my images' }).click()
  const mailbox = await openMailbox()
  await page.getByRole('button', { name: 'Send it to a***@e***.org' }).click()
  await expect.poll(() => mailbox.to('ada@example.org')).toContain('Your PIN is')
  const pin = /Your PIN is (\d{6})/.exec(mailbox.to('ada@example.org') ?? '')?.[1] ?? ''
  await mailbox.close()
  await page.getByLabel('PIN').fill(pin)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'My studies' })).toBeVisible()
  await expect(page.getByRole('article')).toHaveCount(2)
  await accessibleInBothLooks(page)

  await page.getByRole('button', { name: 'Share' }).first().click()
  await page.getByLabel('Who is it for?').fill('Dr Hale')
  await page.getByRole('button', { name: 'Make a link' }).click()
  const address = await page.getByLabel('Link to the images').inputValue()
  await page.getByRole('button', { name: 'Done' }).click()

  const doctor = await (await browser.newContext()).newPage()
  await doctor.goto(pathOf(address))
  await doctor.getByLabel('Your e-mail address').fill('hale@example.org')
  await doctor.getByRole('button', { name: 'Open' }).click()
  await expect(doctor.getByRole('heading', { name: /Moonbright/ })).toBeVisible()

  await page.getByRole('link', { name: 'Who looked' }).click()
  await expect(page.getByText('hale@example.org').first()).toBeVisible()
  await accessible(page)
  await page.getByRole('link', { name: 'Shared' }).click()
  await expect(page.getByRole('article', { name: 'Dr Hale' })).toContainText('opened once')
  await accessible(page)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('You have shared nothing')).toBeVisible()
  await doctor.reload()
  await expect(doctor.getByText('Your visit has ended')).toBeVisible()
})
