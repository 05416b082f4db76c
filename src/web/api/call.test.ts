import { expect, test, vi } from 'vitest'
import { accountSettings } from '#contract/account.ts'
import { filterAdd } from '#contract/filter.ts'
import { sessionLogin, sessionUser } from '#contract/session.ts'
import { studyStar } from '#contract/study/edit.ts'
import { studyCount } from '#contract/study/list.ts'
import { answerCommands } from '../testing/server.ts'
import { call, refusalOf } from './call.ts'
import { encodeParams, v3Timestamp } from './encode.ts'
import { CommandError, ConnectionError } from './refusal.ts'
import { onSessionChange, sessionExpired, sessionGivenUp, signedInAgain } from './session.ts'

test('objects travel as JSON, lists as the contract says, flags as 1 and 0, moments in UTC; absent values stay away', () => {
  const form = encodeParams(
    {
      name: 'Mine & yours',
      configuration: { 'filter.modality.in': '["CT"]' },
      flag: true,
      at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
      gone: undefined,
      nothing: null,
      empty: '',
    },
    filterAdd.params,
  )
  expect(Object.fromEntries(form)).toEqual({
    name: 'Mine & yours',
    configuration: '{"filter.modality.in":"[\\"CT\\"]"}',
    flag: '1',
    at: '2026-01-02 03:04:05',
    empty: '',
  })
  expect(encodeParams({ settings: ['a', 'b'] }, accountSettings.params).get('settings')).toBe('a,b')
  expect(encodeParams({ settings: ['a', 'b'] }, sessionUser.params).get('settings')).toBe('["a","b"]')
  expect(v3Timestamp(new Date(0))).toBe('1970-01-01 00:00:00')
})

test('a call says that it comes from our page and carries the CSRF token', async () => {
  vi.spyOn(document, 'cookie', 'get').mockReturnValue('other=1; collimate_csrf=tok%20en')
  const sent = answerCommands({ '/study/count': { body: { count: 3 } } })
  await expect(call(studyCount, { 'filter.modality.equals': 'CT' })).resolves.toEqual({ count: 3 })
  expect(sent[0]?.fields).toEqual({ 'filter.modality.equals': 'CT' })
  expect(sent[0]?.headers.get('X-CSRF-Token')).toBe('tok en')
  expect(sent[0]?.headers.get('X-Collimate-Web')).toBe('1')
})

test('a refusal is a CommandError with its tokens, a list of them counts by its first', async () => {
  answerCommands({
    '/study/star': { http: 412, body: { error_type: ['NOT_FOUND', 'x'], error_subtype: 'uuid' } },
  })
  const error = await call(studyStar, { uuid: 'u', star: 1 }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(CommandError)
  expect(error).toMatchObject({ http: 412, error_type: 'NOT_FOUND', error_subtype: 'uuid' })
  expect(refusalOf(sessionLogin, error)).toBeUndefined()
})

test('an answer that is no envelope is a connection that failed', async () => {
  answerCommands({ '/study/count': { http: 502, body: { proxy: 'no' } } })
  await expect(call(studyCount, {})).rejects.toBeInstanceOf(ConnectionError)
})

test('after 401 the call waits for somebody to sign in and is repeated', async () => {
  let signedIn = false
  const sent = answerCommands({
    '/study/count': () => (signedIn ? { body: { count: 7 } } : { http: 401, body: {} }),
  })
  const changes: boolean[] = []
  const stop = onSessionChange((expired) => changes.push(expired))
  const waiting = call(studyCount, {})
  await expect.poll(sessionExpired).toBe(true)
  signedIn = true
  signedInAgain()
  await expect(waiting).resolves.toEqual({ count: 7 })
  expect(sent).toHaveLength(2)
  expect(changes).toEqual([true, false])
  stop()
})

test('who leaves instead of signing in ends the waiting calls; the first look at a session never waits', async () => {
  answerCommands({ '/study/count': { http: 401, body: {} }, '/session/user': { http: 401, body: {} } })
  const waiting = call(studyCount, {})
  await expect.poll(sessionExpired).toBe(true)
  sessionGivenUp()
  await expect(waiting).rejects.toThrow('ended')
  await expect(call(sessionUser, {}, { waitForSession: false })).rejects.toMatchObject({ http: 401 })
})
