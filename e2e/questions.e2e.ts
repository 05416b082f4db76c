import { expect, test } from '@playwright/test'
import { aiStandIn } from '../src/server/testing/ai_stand_in.ts'
import { accessibleInBothLooks, wear } from './look.ts'
import { services, signIn } from './person.ts'
import { arrived, makeImage, stow } from './stow.ts'

/** What is asked of the AI stack, which playwright.config.ts says is at this port. */

const port = Number(process.env.COLLIMATE_E2E_PORT ?? 8931) + 2

test('a study is asked about in the worklist and in the viewer, and the answers come by themselves', async ({
  page,
  request,
}) => {
  const stack = aiStandIn(port)
  await stack.open()
  stack.answers.set('which_body_part', { body: '{"answer":"The left knee"}' })
  stack.answers.set('obfuscate_faces', { status: 500, body: 'no' })
  const call = await services(page)
  const [study_uid = ''] = await stow(request, [makeImage('Plover^Nan', 'ASK-1', 'CT')])
  const uuid = await arrived(call, study_uid)
  const { accounts } = (await call('/account/list')) as { accounts: { uuid: string }[] }
  const account_id = accounts[0]?.uuid ?? ''
  await wear(page, 'dark', 1440)
  await signIn(page)
  await page.goto('/studies?q=ASK-1')
  await page.getByRole('row', { name: /Plover/ }).click()
  const pane = page.getByRole('article', { name: /Plover/ })
  const item = page.getByRole('menuitem', { name: 'Ask AI questions' })
  await pane.getByRole('button', { name: 'More' }).click()
  await expect(page.getByRole('menuitem', { name: 'Download' })).toBeVisible()
  // The account enables nothing yet.
  await expect(item).toHaveCount(0)

  const fields: string[] = []
  for (const name of ['ai_which_body_part', 'ai_obfuscate_faces']) {
    const field = await call('/customfield/add', { account_id, name, object: 'Study', type: 'memo' })
    fields.push(String(field.uuid))
  }
  await page.reload()
  await pane.getByRole('button', { name: 'More' }).click()
  await item.click()
  const dialog = page.getByRole('dialog', { name: 'AI questions' })
  await dialog.getByRole('checkbox', { name: 'Which body part' }).check()
  await dialog.getByLabel('Detail').fill('left or right')
  await dialog.getByRole('button', { name: 'Ask 1 question' }).click()
  await expect(dialog.getByText('The left knee')).toBeVisible()
  await accessibleInBothLooks(page)
  expect(stack.asked).toMatchObject([
    { question: 'which_body_part', detail: 'left or right', study: { uuid } },
  ])

  await page.goto(`/studies/${uuid}/view`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await item.click()
  await expect(dialog.getByText('The left knee')).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'Obfuscate faces' }).check()
  await dialog.getByRole('button', { name: 'Ask 1 question' }).click()
  await expect(dialog.getByText('The AI stack answered 500')).toBeVisible()
  for (const field of fields) await call('/customfield/delete', { uuid: field })
  await stack.close()
})
