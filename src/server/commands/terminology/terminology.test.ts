import { expect, test } from 'vitest'
import { helpGet, helpSet } from '#contract/help.ts'
import {
  terminologyAccountOverrides,
  terminologyList,
  terminologySet,
  terminologyTags,
} from '#contract/terminology.ts'
import { accountVanityAdd } from '#contract/vanity.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('an account’s word goes before everybody’s, and an empty one takes it back', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const sysadmin = await server.person(undefined, 'user', { sysadmin: true })
  const word = { tag: 'patient', language: 'en' }
  expect(await admin.refused(terminologySet, { ...word, value: 'Client' })).toBe('NOT_SYSADMIN_OR_SUPPORT')
  expect(await admin.refused(terminologySet, { ...word, account_id: account.uuid })).toBe('NO_VALUE')
  await sysadmin.ok(terminologySet, { ...word, value: 'Patient' })
  await admin.ok(terminologySet, { ...word, account_id: account.uuid, value: 'Owner' })
  const read = async (account_id?: string) =>
    (await server.call(terminologyTags, { language: 'en', tags: ['patient'], account_id })).body.values
  expect(await read()).toEqual({ patient: 'Patient' })
  expect(await read(account.uuid)).toEqual({ patient: 'Owner' })
  const i18next = await server.app.inject({
    url: `/api/v3/terminology/i18next?lng=en&account_id=${account.uuid}`,
  })
  expect(i18next.json()).toEqual({ patient: 'Owner' })
  expect((await admin.ok(terminologyAccountOverrides, { account_id: account.uuid })).tags).toMatchObject([
    { tag: 'patient', val: 'Owner' },
  ])
  expect(
    (await server.call(terminologyList, { tags: ['patient', 'none'], language: 'en' })).body.tags,
  ).toEqual([{ tag: 'patient', val: 'Patient', language: 'en' }])
  await admin.ok(terminologySet, { ...word, account_id: account.uuid, value: '' })
  expect(await read(account.uuid)).toEqual({ patient: 'Patient' })
})

test('the account’s words are found by any of its vanities, and by its host', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const vanity = `v-${account.uuid.slice(0, 8)}`
  await admin.ok(accountVanityAdd, { account_id: account.uuid, vanity: `first-${vanity}` })
  await admin.ok(accountVanityAdd, { account_id: account.uuid, vanity })
  await admin.ok(terminologySet, {
    tag: 'word.study.one',
    language: 'en',
    account_id: account.uuid,
    value: 'exam',
  })
  const read = async (query: string, host = 'localhost') =>
    (
      await server.app.inject({
        url: `/api/v3/terminology/tags?language=en&tags=word.study.one${query}`,
        headers: { host },
      })
    ).json().values
  expect(await read(`&vanity=${vanity}`)).toEqual({ 'word.study.one': 'exam' })
  expect(await read('', `${vanity}.example.org`)).toEqual({ 'word.study.one': 'exam' })
  expect(await read('')).toEqual({})
})

test('help is written by sysadmins and read by everybody signed in', async () => {
  const person = await server.person(await server.account())
  const sysadmin = await server.person(undefined, 'user', { sysadmin: true })
  expect(await person.refused(helpGet, { key: 'worklist' })).toBe('NOT_FOUND')
  expect(await person.refused(helpSet, { key: 'worklist', text: 'x' })).toBe('NOT_SYSADMIN_OR_SUPPORT')
  await sysadmin.ok(helpSet, { key: 'worklist', text: 'One' })
  await sysadmin.ok(helpSet, { key: 'worklist', text: 'Two' })
  expect((await person.ok(helpGet, { key: 'worklist' })).text).toBe('Two')
})
