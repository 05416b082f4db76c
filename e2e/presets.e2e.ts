import { expect, type Page, test } from '@playwright/test'
import { ctFiles } from './compare.ts'
import { uid } from './dicom.ts'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'
import { arrived, makeImage, stow } from './stow.ts'

/** What an account, or a role in it, gives its people: windows, and the mouse that they are used to. */

const READER = { email: 'p.larch@example.org', first: 'Pia', last: 'Larch', password: 'larches-turn-gold-31' }

type Call = Awaited<ReturnType<typeof services>>

async function places(call: Call): Promise<{ account_id: string; role_id: string }> {
  const { accounts } = (await call('/account/list')) as { accounts: { uuid: string }[] }
  const account_id = String(accounts[0]?.uuid)
  const { roles } = (await call('/role/list', { account_id, 'filter.name.equals': 'User' })) as {
    roles: { uuid: string }[]
  }
  return { account_id, role_id: String(roles[0]?.uuid) }
}

/** Other tests have the standard windows again. */
test.afterAll(async ({ request }) => {
  const call = await services({ request })
  const { account_id, role_id } = await places(call)
  const [account, role] = [
    await call('/account/set', { uuid: account_id, settings: JSON.stringify({ viewer3_config: '{}' }) }),
    await call('/role/set', { uuid: role_id, permissions: JSON.stringify({ viewer3_config: {} }) }),
  ]
  expect([account.status, role.status]).toEqual(['OK', 'OK'])
})

/** Somebody with the ordinary role of the account, who sees all of its studies. */
async function reader(call: Call): Promise<void> {
  const { account_id, role_id } = await places(call)
  const { uuid } = await call('/user/add', { account_id, ...READER })
  const added = await call('/account/user/add', {
    uuid: account_id,
    user_id: String(uuid),
    role_id,
    global: '1',
  })
  expect(added.status).toBe('OK')
}

/** Opens the study, asks for a window by its key, and expects it. */
async function looks(page: Page, study: string, digit: string, window: string): Promise<void> {
  await page.goto(`/studies/${study}/view`)
  const view = page.getByRole('group', { name: 'Viewport 1' })
  await expect(view.locator('[data-view]')).toBeAttached()
  await view.focus()
  await expect(async () => {
    await page.keyboard.press(digit)
    await expect(view.locator('[data-view]')).toHaveAttribute('data-window', window, { timeout: 500 })
  }).toPass()
}

async function openPresets(page: Page) {
  await page.getByRole('button', { name: 'Windows', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Edit presets' }).click()
  return page.getByRole('dialog', { name: 'CT window presets' })
}

test('windows kept for an account and for a role come to a colleague, whose own come before them', async ({
  page,
  browser,
}) => {
  await wear(page, 'dark', 1440)
  await signIn(page)
  const call = await services(page)
  const study_uid = uid()
  await stow(page.request, [makeImage('PRESETS^E2E', 'PRESETS', 'CT', { StudyInstanceUID: study_uid })])
  const study = await arrived(call, study_uid)
  await reader(call)
  const context = await browser.newContext({ locale: 'en-GB' })
  const colleague = await context.newPage()
  await signIn(colleague, READER)
  await looks(colleague, study, '2', '-600 1500')
  // A colleague has nobody to decide for.
  await expect(
    (await openPresets(colleague)).getByRole('button', { name: 'Save', exact: true }),
  ).toBeVisible()
  await expect(colleague.getByRole('button', { name: 'Save for others' })).toHaveCount(0)

  await looks(page, study, '2', '-600 1500')
  const dialog = await openPresets(page)
  await dialog.getByLabel('Name, key 2').fill('Chest')
  await dialog.getByLabel('Width, key 2').fill('1400')
  await dialog.getByLabel('Width, key 3').fill('1800')
  await dialog.getByRole('button', { name: 'Save for others' }).click()
  await accessible(page)
  await page.getByRole('menuitem', { name: 'Everybody in' }).click()
  await expect(dialog).toBeHidden()
  // At once where it was decided, and with the next study elsewhere.
  await page.keyboard.press('2')
  await expect(page.locator('[data-view]')).toHaveAttribute('data-window', '-600 1400')
  await looks(colleague, study, '2', '-600 1400')
  await looks(colleague, study, '3', '480 1800')

  const again = await openPresets(page)
  await expect(again.getByLabel('Name, key 2')).toHaveValue('Chest')
  await again.getByLabel('Centre, key 3').fill('500')
  await again.getByRole('button', { name: 'Save for others' }).click()
  await page.getByRole('menuitem', { name: 'Role User' }).click()
  await expect(again).toBeHidden()
  await looks(colleague, study, '3', '500 1800')
  await looks(colleague, study, '2', '-600 1400')
  // Somebody with another role has what the account gives.
  await looks(page, study, '3', '480 1800')

  const own = await openPresets(colleague)
  await expect(own.getByLabel('Centre, key 3')).toHaveValue('500')
  await own.getByLabel('Width, key 3').fill('2222')
  await own.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(own).toBeHidden()
  await colleague.waitForResponse((answer) => answer.url().endsWith('/setting/set'))
  await looks(colleague, study, '3', '500 2222')
  await context.close()
  await call('/study/delete', { uuid: study })
})

test('an account that came from Ambra has the main button scroll, until its readers choose', async ({
  page,
}) => {
  await wear(page, 'dark', 1440)
  await signIn(page)
  const call = await services(page)
  const { account_id } = await places(call)
  const mouse = (tool: string) =>
    call('/account/set', { uuid: account_id, settings: JSON.stringify({ viewer_default_mouse_tool: tool }) })
  const who = { name: 'Mouse^E2E', id: 'MOUSE', date: '20261101', description: 'CT' }
  const [study_uid = ''] = await stow(page.request, ctFiles(who, 6))
  const study = await arrived(call, study_uid)
  const drag = async () => {
    await page.goto(`/studies/${study}/view`)
    const view = page.getByRole('group', { name: 'Viewport 1' })
    await expect(view.getByText('W 400')).toBeVisible()
    const { x, y, width, height } = (await view.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width / 2, y + height * 0.9, { steps: 8 })
    await page.mouse.up()
    return view
  }
  try {
    expect((await mouse('Scroll')).status).toBe('OK')
    const scrolled = await drag()
    await expect(scrolled.getByText('Im 6/6')).toBeVisible()
    await expect(scrolled.getByText('W 400 L 40')).toBeVisible()
  } finally {
    expect((await mouse('')).status).toBe('OK')
  }
  const windowed = await drag()
  await expect(windowed.getByText('Im 6/6')).toBeVisible()
  await expect(windowed.getByText('W 400 L 40')).toHaveCount(0)
  await call('/study/delete', { uuid: study })
})
