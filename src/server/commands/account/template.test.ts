import { expect, test } from 'vitest'
import { accountTemplateDelete, accountTemplateList, accountTemplateSet } from '#contract/account_template.ts'
import { studyList } from '#contract/study/list.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('a list of studies answers with the template of the account, in the language or without one', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const member = await server.person(account)
  const account_id = account.uuid
  await admin.ok(accountTemplateSet, { account_id, name: 'row', html: '<b>{{patient_name}}</b>' })
  await admin.ok(accountTemplateSet, { account_id, name: 'row', language: 'FR', html: '<i>fr</i>' })
  await admin.ok(accountTemplateSet, { account_id, name: 'row', language: 'fr', html: '<i>français</i>' })
  const ask = (template: Record<string, string>) => member.call(studyList, { template })
  expect((await ask({ name: 'row', account_id, language: 'fr-CA' })).body.template).toBe('<i>français</i>')
  expect((await ask({ name: 'row', account_id, language: 'de' })).body).toMatchObject({
    template: '<b>{{patient_name}}</b>',
    studies: [],
  })
  expect((await ask({ name: 'head', account_id })).body).toMatchObject({
    error_type: 'INVALID_TEMPLATE',
    error_subtype: 'not found',
  })
  expect((await ask({ account_id })).body.error_subtype).toBe('name')
  expect((await ask({ name: 'row' })).body.error_subtype).toBe('account_id')
  const stranger = await server.person(await server.account(), 'admin')
  expect(await stranger.refused(studyList, { template: { name: 'row', account_id } })).toBe(
    'INVALID_TEMPLATE',
  )
  await admin.ok(accountTemplateDelete, { account_id, name: 'row' })
  expect(await admin.refused(accountTemplateDelete, { account_id, name: 'row' })).toBe('NOT_FOUND')
  const { templates } = await admin.ok(accountTemplateList, { account_id })
  expect(templates).toEqual([{ name: 'row', language: 'fr', html: '<i>français</i>' }])
  expect(await admin.refused(accountTemplateSet, { account_id, name: 'x', html: 'x'.repeat(200_001) })).toBe(
    'TOO_LONG',
  )
})
