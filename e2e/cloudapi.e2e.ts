import { expect, test } from '@playwright/test'
import { accessible, wear } from './look.ts'
import { services, signIn } from './person.ts'
import { makeImage } from './stow.ts'

/** The PostDICOM Cloud API in a browser: keys on their page, the reference page, and the library as a page includes it. */

test('a page uploads anonymised, searches, files, shares and opens the viewer by the library', async ({
  page,
}) => {
  await wear(page, 'light', 1440)
  const v3 = await services(page)
  await signIn(page)
  await page.goto('/admin/api')
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('e2e')
  await page.getByRole('button', { name: 'Make key' }).click()
  const apiKey = await page.getByRole('dialog').getByRole('textbox', { name: 'API key' }).inputValue()
  await accessible(page)
  await page.getByRole('button', { name: 'Done' }).click()
  const accountKey = await page.getByRole('textbox', { name: 'Account key' }).inputValue()

  await page.getByRole('link', { name: 'Try every method of the library' }).click()
  await page.getByRole('textbox', { name: 'API key' }).fill(apiKey)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('list', { name: 'What the callback got' })).toContainText('"Success": true')
  await page.getByRole('button', { name: 'GetUserGroupList' }).click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('list', { name: 'What the callback got' })).toContainText('UserGroupList')
  await accessible(page)

  await page.addScriptTag({ url: '/cloud-api/postDicomCloudApi.js' })
  const image = makeImage('Telltale^Tess', 'CLOUD-1', 'CT').toString('base64')
  const story = await page.evaluate(
    async ({ keys, base64 }) => {
      interface Reply {
        State?: string
        [field: string]: unknown
      }
      type Method = (...args: unknown[]) => void
      const made: unknown = Reflect.construct(Reflect.get(window, 'postDicomCloudApi'), keys)
      const api = made as Record<string, Method> & { DicomTagsEnum: Record<string, string> }
      const ask = (method: string, ...args: unknown[]): Promise<Reply> =>
        new Promise((resolve) => {
          const last = (reply: Reply) => {
            if (reply.State === undefined || reply.State === 'File Upload Completed') resolve(reply)
          }
          api[method]?.(...(method.startsWith('GetPatientOrderList') ? [last, ...args] : [...args, last]))
        })
      const { Account } = (await ask('Initialize')) as {
        Account: { UserList: { UserUuid: string; InstitutionList: { InstitutionUuid: string }[] }[] }
      }
      const user = Account.UserList[0]?.UserUuid
      const institution = Account.UserList[0]?.InstitutionList[0]?.InstitutionUuid
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const replaced = [
        { Tag: api.DicomTagsEnum.PatientName, Value: 'Nobody^Known' },
        { Tag: api.DicomTagsEnum.PatientId, Value: 'CLOUD-ANON' },
      ]
      const file = new File([bytes], 'image.dcm')
      await ask('UploadDicomFilesWithAnonymization', user, institution, [file], replaced)
      const found = (await ask('GetPatientOrderList', user, [institution], '', '', 'CLOUD-ANON')) as {
        SearchResultList: { PatientOrderUuid: string; PatientName: string }[]
      }
      const order = found.SearchResultList[0]?.PatientOrderUuid
      const folder = (await ask('CreateFolder', user, '', 'Cloud story')).FolderUuid
      await ask('AddOrderToFolder', user, institution, order, [folder])
      const share = await ask(
        'ShareFolderWithURL',
        user,
        folder,
        'a-password-1',
        'Story',
        '',
        '2099-01-01',
        true,
      )
      const view = await ask('GetViewUrl', user, order)
      return {
        name: found.SearchResultList[0]?.PatientName,
        order,
        folder,
        share: share.Result,
        view: view.Result,
      }
    },
    { keys: [apiKey, accountKey], base64: image },
  )
  expect(story.name).toBe('Nobody^Known')
  const viewer = new URL(String(story.view))
  await page.goto(`${viewer.pathname}${viewer.search}`)
  await expect(page).toHaveURL(new RegExp(`/guest/study/${story.order}`))
  const share = new URL(String(story.share))
  await page.goto(share.pathname)
  await page.locator('input[type=password]').fill('a-password-1')
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByRole('heading', { name: 'Story' })).toBeVisible()
  await expect(page.getByRole('link').filter({ hasText: 'Nobody, Known' })).toBeVisible()

  await v3('/folder/delete', { uuid: String(story.folder) })
  await v3('/study/delete', { uuid: String(story.order) })
  const { accounts } = await v3('/account/list')
  const [account] = Array.isArray(accounts) ? accounts : []
  const { apikeys } = await v3('/apikey/list', { account_id: String(account.uuid) })
  for (const key of Array.isArray(apikeys) ? apikeys : []) await v3('/apikey/delete', { uuid: key.uuid })
})
