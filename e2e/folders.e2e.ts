import { expect, test } from '@playwright/test'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'
import { makeImage, stow } from './stow.ts'

/** Folders as somebody uses them: made, filled by dragging, shared by a link that a guest opens. */

test('a study is dragged into a folder, which a guest opens by a link', async ({
  page,
  browser,
  baseURL,
}) => {
  await wear(page, 'dark', 1440)
  const v3 = await services(page)
  await stow(page.request, [makeImage('Folderol^Fay', 'FOLD-1', 'CT')])
  const listed = await v3('/account/list')
  const [account] = Array.isArray(listed.accounts) ? listed.accounts : []
  const { uuid } = await v3('/folder/add', { account_id: String(account.uuid), name: 'Second opinion' })
  await signIn(page)
  await page.getByRole('link', { name: 'Folders' }).click()
  const folder = page.getByRole('treeitem', { name: /Second opinion/ })
  await page.getByRole('row', { name: /Folderol, Fay/ }).dragTo(folder)
  await expect(page.getByText('1 study is in Second opinion now.', { exact: true })).toBeVisible()
  await folder.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 study', { exact: true })).toBeVisible()
  await accessible(page)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByLabel('Title of its page').fill('For Doctor Quince')
  await page.getByRole('button', { name: 'Make link' }).click()
  const address = await page.getByLabel('Address of the link').inputValue()
  await accessible(page)

  const guest = await (await browser.newContext()).newPage()
  await wear(guest, 'light', 390)
  await guest.goto(new URL(new URL(address).pathname, baseURL).href)
  await guest.getByLabel('Your e-mail address').fill('quince@example.org')
  await guest.getByRole('button', { name: 'Open' }).click()
  await expect(guest.getByRole('heading', { name: 'For Doctor Quince' })).toBeVisible()
  await expect(guest.getByRole('link').filter({ hasText: 'image' })).toHaveCount(1)
  await accessible(guest)
  await guest.context().close()

  // The way back is in the row, where the keyboard is.
  const stop = page.getByRole('button', { name: 'Stop For Doctor Quince' })
  await stop.focus()
  await page.keyboard.press('Enter')
  const undo = page.getByRole('dialog').getByRole('button', { name: 'Undo' })
  await expect(undo).toBeFocused()
  await expect(page.getByLabel('Address of the link')).toHaveCount(0)
  await accessible(page)
  await page.keyboard.press('Enter')
  await expect(stop).toBeFocused()
  await expect(page.getByLabel('Address of the link')).toHaveValue(address)
  await v3('/folder/delete', { uuid: String(uuid) })
  const { studies } = await v3('/study/list', { 'filter.patientid.equals': 'FOLD-1' })
  for (const study of Array.isArray(studies) ? studies : []) await v3('/study/delete', { uuid: study.uuid })
})
