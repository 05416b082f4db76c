import { expect, test } from 'vitest'
import { studyAdd } from '#contract/study/edit.ts'
import { formOf, testServer } from '../testing/server.ts'
import { loadHandlers } from './handlers.ts'

const server = testServer()
const handlers = await loadHandlers()

const LONG = 'x'.repeat(9000)
const VALUES = [
  '',
  ' ',
  '\0',
  'abc',
  '-1',
  '99999999999999999999',
  '1e309',
  'NaN',
  LONG,
  '日本語 ñ 𝒳 \u202e \ud83d\ude00',
  '\ud800',
  "' or 1=1; drop table study; --",
  '{"a":{"b":[{"c":null}]}}',
  '[[["x"]]]',
  '["a",1,null,{}]',
  '{"-and":[{"-eq":[{"-field":"modality"},"MG"]}]}',
  '{"__proto__":{"x":1},"constructor":1}',
  '{"\\u0000":"\\u0000"}',
  '00000000-0000-0000-0000-000000000000',
  '2024-02-30 25:61:61',
  '%_\\',
]

const LIST = [
  ['filter.created.gt', 'yesterday'],
  ['filter.uuid.like', '%'],
  ['filter.name.in', '["a",{"b":1}]'],
  ['filter.name.in', '[]'],
  ['filter.patient_name.in_or_null', '["a"]'],
  ['filter.patient_name.like', LONG],
  ['filter.image_count.gt', '1; select 1'],
  ['filter.image_count.equals', '99999999999999999999'],
  ['filter.must_approve.like', 'x'],
  ['filter.study_date.gt', '\0'],
  ['filter.tags.in', 'x'],
  ['filter.customfield-x.equals', '1'],
  ["filter.customfield-'a'b'.equals", '1'],
  ['filter..equals', '1'],
  ['filter.x', '1'],
  ['filter.toString.equals', '1'],
  ['filter.__proto__.equals', '1'],
  ['filter.SMART_SEARCH.equals', '%_\\ a \0 \ud800'],
  ['filter_id', 'x'],
  ['filter.tz', "'; drop"],
  ['sort_by', 'name'],
  ['sort_by', 'toString-asc'],
  ['sort_by', 'created-up'],
  ['sort_by', 'created-desc,uuid-asc'],
  ['page.rows', '-5'],
  ['page.rows', '99999999999'],
  ['page.number', '999999999'],
  ['fields.study', 'x'],
  ['fields._top', '["status"]'],
] as const

type Body = { status?: string; error_type?: unknown }

async function send(path: string, params: Record<string, unknown>, as: 'form' | 'json' | 'query') {
  const url = `/api/v3${path}`
  if (as === 'json')
    return server.app.inject({
      method: 'POST',
      url,
      payload: JSON.stringify(params),
      headers: { 'content-type': 'application/json' },
    })
  if (as === 'query') return server.app.inject({ method: 'GET', url: `${url}?${formOf(params)}` })
  return server.app.inject({
    method: 'POST',
    url,
    payload: formOf(params),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
}

/** Commands that end the session they are called with get one each. */
const ENDS_SESSION = new Set(['/session/logout', '/session/csrf/enable', '/session/sign'])

test.each(handlers.map(({ command }) => [command.path, command] as const))(
  '%s never answers 500',
  async (path, command) => {
    const account = await server.account()
    const admin = await server.person(account, 'admin', { sysadmin: true })
    const { namespace_id } = account
    const study = await admin.ok(studyAdd, {
      study_uid: '1.2.3',
      storage_namespace: namespace_id,
      phi_namespace: namespace_id,
    })
    const real: Record<string, string> = {
      uuid: study.uuid,
      study_id: study.uuid,
      account_id: account.uuid,
      namespace_id,
      storage_namespace: namespace_id,
      phi_namespace: namespace_id,
      study_uid: '1.2.3',
      object: 'Study',
      object_id: study.uuid,
      user_id: admin.user_id,
      role_id: account.roles.user,
      type: 'study',
    }
    const names = [
      ...Object.keys(command.params.shape),
      ...(command.open ?? []).filter(Boolean).map((prefix) => `${prefix}x`),
    ]
    const sound = Object.fromEntries(names.map((name) => [name, real[name] ?? '1']))
    const calls: Record<string, unknown>[] = [{}, sound]
    for (const value of VALUES) {
      calls.push(Object.fromEntries(names.map((name) => [name, value])))
      for (const name of names.slice(0, 12)) calls.push({ ...sound, [name]: value })
    }
    if (command.list) for (const [name, value] of LIST) calls.push({ ...sound, type: 'study', [name]: value })
    const faults: unknown[] = []
    let { sid } = admin
    for (const [index, params] of calls.entries()) {
      if (ENDS_SESSION.has(path)) sid = (await server.person(account, 'admin', { sysadmin: true })).sid
      const as =
        command.method === 'POST' || formOf(params).length > 8000
          ? 'form'
          : index % 7 === 0
            ? 'query'
            : 'form'
      const answer = await send(path, { sid, ...params }, as)
      const isJson = String(answer.headers['content-type']).startsWith('application/json')
      const body: Body = isJson && answer.payload !== '' ? answer.json() : {}
      if (answer.statusCode >= 500) faults.push({ params, answer: answer.statusCode })
      if (answer.statusCode === 412 && (body.status !== 'ERROR' || !body.error_type))
        faults.push({ params, body })
      if (faults.length > 3) break
    }
    const nested = await send(
      path,
      { sid, ...Object.fromEntries(names.map((name) => [name, { a: [1, { b: null }] }])) },
      'json',
    )
    if (nested.statusCode >= 500) faults.push({ nested: nested.payload })
    expect(faults).toEqual([])
  },
  60_000,
)

test.each(['null', '[1,2]', '"text"', '{', '[]'])('a body of %s is no 500', async (payload) => {
  for (const path of ['/study/list', '/session/login', '/bundle']) {
    const answer = await server.app.inject({
      method: 'POST',
      url: `/api/v3${path}`,
      payload,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.statusCode).toBeLessThan(500)
    expect(answer.json()).toBeDefined()
  }
})

test('a command that is not there answers 404 with a JSON body', async () => {
  const answer = await server.app.inject({ method: 'POST', url: '/api/v3/study/push', payload: '' })
  expect(answer.statusCode).toBe(404)
  expect(answer.json()).toMatchObject({ status: 'ERROR' })
})

test('a study list of more than 20 KiB is refused', async () => {
  const person = await server.person(await server.account())
  const answer = await send(
    '/study/list',
    { sid: person.sid, 'filter.patient_name.like': 'x'.repeat(21_000) },
    'form',
  )
  expect(answer.statusCode).toBe(413)
})

test('every contract has a handler', async () => {
  const modules = import.meta.glob('../../contract/**/*.ts', { eager: true })
  const declared = Object.values(modules).flatMap((module) =>
    typeof module === 'object' && module !== null ? Object.values(module) : [],
  )
  const paths = declared.flatMap((value: unknown) =>
    typeof value === 'object' && value !== null && 'path' in value && 'params' in value
      ? [String(value.path)]
      : [],
  )
  expect(paths.toSorted()).toEqual(handlers.map(({ command }) => command.path).toSorted())
})
