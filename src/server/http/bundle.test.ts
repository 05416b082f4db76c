import { expect, test } from 'vitest'
import { PASSWORD, testServer } from '../testing/server.ts'

const server = testServer()

const bundle = (payload: unknown, url = '/api/v3/bundle', headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url,
    payload: JSON.stringify(payload),
    headers: { 'content-type': 'application/json', ...headers },
  })

test('calls run in order, use earlier answers and do not stop at a failure', async () => {
  const account = await server.account()
  const person = await server.person(account, 'admin')
  const namespace = account.namespace_id
  const answer = await bundle([
    { URL: '/session/login', login: person.email, password: PASSWORD },
    {
      URL: '/study/add',
      sid: '{{sid}}',
      study_uid: '1.2.3',
      storage_namespace: namespace,
      phi_namespace: namespace,
    },
    { URL: '/study/get', sid: '{{sid}}', uuid: 'nothing' },
    { URL: '/study/list', sid: '{{sid}}', 'fields._top': ['studies'], 'fields.study': ['uuid'] },
    { URL: '/study/star', sid: '{{ sid }}', uuid: '{{studies.[0].uuid}}', star: 1 },
    { URL: '/no/such', sid: '{{sid}}' },
  ])
  expect(answer.statusCode).toBe(200)
  const answers = answer.json()
  expect(answers.map((one: { HTTP_STATUS_CODE: number }) => one.HTTP_STATUS_CODE)).toEqual([
    200, 200, 412, 200, 200, 404,
  ])
  expect(answers[3].studies).toEqual([{ uuid: answers[1].uuid }])
})

test('inherit_sid hands the session of the bundle to each call', async () => {
  const person = await server.person(await server.account())
  const calls = [{ URL: '/session/user' }]
  const header = { 'x-ambrahealth-sid': person.sid }
  expect((await bundle(calls, '/api/v3/bundle?inherit_sid=1', header)).json()[0]).toMatchObject({
    uuid: person.user_id,
  })
  expect((await bundle(calls)).json()[0]).toMatchObject({ HTTP_STATUS_CODE: 401 })
})

test.each([[{ URL: '/session/uuid' }], [[1]], ['x']])('%o is no bundle', async (payload) => {
  expect((await bundle(payload)).statusCode).toBe(400)
})
