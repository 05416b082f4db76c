import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { clinic } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let admin: Person
let stranger: Person

beforeAll(async () => {
  ;({ admin } = await clinic(server, { order_view: 1, order_edit: 1 }))
  stranger = (await clinic(server, { order_view: 1, order_edit: 1 })).admin
})

const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`
const text = (vr: string, value: string) => ({ vr, Value: [value] })

const call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  who: Pick<Person, 'sid'> = admin,
) =>
  server.app.inject({
    method,
    url: `/dicomweb${path}`,
    headers: { 'x-ambrahealth-sid': who.sid, 'content-type': 'application/dicom+json' },
    payload: body === undefined ? '' : JSON.stringify(body),
  })

const step = (more: Record<string, unknown> = {}) => ({
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] },
  '00100020': text('LO', 'P1'),
  '00404005': text('DT', '20261129080000'),
  '00404041': text('CS', 'READY'),
  '00404025': { vr: 'SQ', Value: [{ '00080100': text('SH', 'CAD1') }] },
  '00741000': text('CS', 'SCHEDULED'),
  '00741200': text('CS', 'HIGH'),
  '00741202': text('LO', 'CAD'),
  '00741204': text('LO', 'Chest CAD'),
  ...more,
})

async function created(more: Record<string, unknown> = {}) {
  const uid = newUID()
  const answer = await call('POST', `/workitems?${uid}`, step(more))
  expect(answer.statusCode).toBe(201)
  expect(answer.headers.location).toContain(`/dicomweb/workitems/${uid}`)
  return uid
}

const state = (uid: string, to: string, transaction: string) =>
  call('PUT', `/workitems/${uid}/state`, {
    '00741000': text('CS', to),
    '00081195': text('UI', transaction),
  })

const shown = async (uid: string) => (await call('GET', `/workitems/${uid}`)).json()[0]

const DONE = {
  '00741216': {
    vr: 'SQ',
    Value: [{ '00404050': text('DT', '20261129081000'), '00404051': text('DT', '20261129082000') }],
  },
}

test('a step is taken up, changed by whoever has it, and done', async () => {
  const uid = await created()
  const mine = newUID()
  expect((await state(uid, 'COMPLETED', mine)).statusCode).toBe(409)
  expect((await state(uid, 'IN PROGRESS', mine)).statusCode).toBe(200)
  expect((await state(uid, 'IN PROGRESS', newUID())).statusCode).toBe(409)
  const item = await shown(uid)
  expect(item['00741000'].Value).toEqual(['IN PROGRESS'])
  // The lock is its performer's to know.
  expect(item['00081195']).toBeUndefined()
  const change = { '00741202': text('LO', 'CAD urgent') }
  expect((await call('POST', `/workitems/${uid}`, change)).statusCode).toBe(409)
  expect((await call('POST', `/workitems/${uid}?${newUID()}`, change)).statusCode).toBe(409)
  expect((await call('POST', `/workitems/${uid}?${mine}`, change)).statusCode).toBe(200)
  expect((await shown(uid))['00741202'].Value).toEqual(['CAD urgent'])
  expect((await state(uid, 'COMPLETED', mine)).statusCode).toBe(409)
  expect((await call('POST', `/workitems/${uid}?${mine}`, DONE)).statusCode).toBe(200)
  expect((await state(uid, 'COMPLETED', mine)).statusCode).toBe(200)
  const again = await state(uid, 'COMPLETED', mine)
  expect(again.headers.warning).toContain('already in the requested state of COMPLETED')
  expect((await call('POST', `/workitems/${uid}?${mine}`, change)).statusCode).toBe(409)
  expect((await call('POST', `/workitems/${uid}/cancelrequest`)).statusCode).toBe(409)
})

test('one that nobody has begun is given up at once, with one under way it is asked for', async () => {
  const idle = await created()
  expect((await call('POST', `/workitems/${idle}/cancelrequest`)).statusCode).toBe(202)
  expect((await shown(idle))['00741000'].Value).toEqual(['CANCELED'])
  const busy = await created()
  await state(busy, 'IN PROGRESS', newUID())
  const reason = { '00741238': text('LT', 'Wrong patient') }
  expect((await call('POST', `/workitems/${busy}/cancelrequest`, reason)).statusCode).toBe(202)
  expect((await shown(busy))['00741000'].Value).toEqual(['IN PROGRESS'])
})

test('steps are found by what they say, at any depth', async () => {
  const label = `L${randomUUID().slice(0, 8)}`
  const uid = await created({ '00741202': text('LO', label), '00741200': text('CS', 'LOW') })
  const found = async (query: string, who = admin): Promise<string[]> => {
    const answer = await call('GET', `/workitems?WorklistLabel=${label}&${query}`, undefined, who)
    return answer.statusCode === 204
      ? []
      : answer.json().map((item: Record<string, { Value: string[] }>) => item['00080018']?.Value[0])
  }
  expect(await found('ProcedureStepState=SCHEDULED')).toEqual([uid])
  expect(await found('ProcedureStepState=IN%20PROGRESS')).toEqual([])
  expect(await found('00741200=LOW,HIGH&PatientName=doe*')).toEqual([uid])
  expect(await found('ScheduledStationNameCodeSequence.CodeValue=CAD1')).toEqual([uid])
  expect(await found('00404025.00080100=CAD2')).toEqual([])
  expect(await found('ScheduledProcedureStepStartDateTime=20261129-20261130')).toEqual([uid])
  expect(await found('ScheduledProcedureStepStartDateTime=-20261128')).toEqual([])
  expect(await found('', stranger)).toEqual([])
  expect((await call('GET', '/workitems?Nonsense=1')).statusCode).toBe(400)
})

test('what is no step is refused, and another account finds none', async () => {
  const uid = await created()
  expect((await call('POST', `/workitems?${uid}`, step())).statusCode).toBe(409)
  for (const wrong of [
    { '00741200': undefined },
    { '00741200': text('CS', 'SOON') },
    { '00741000': text('CS', 'COMPLETED') },
    { '00081195': text('UI', '1.2') },
  ])
    expect((await call('POST', `/workitems?${newUID()}`, step(wrong))).statusCode).toBe(400)
  expect((await call('POST', `/workitems/${uid}`, { '00741000': text('CS', 'COMPLETED') })).statusCode).toBe(
    400,
  )
  for (const [method, path] of [
    ['GET', `/workitems/${uid}`],
    ['POST', `/workitems/${uid}`],
    ['PUT', `/workitems/${uid}/state`],
    ['POST', `/workitems/${uid}/cancelrequest`],
    ['POST', `/workitems/${uid}/subscribers/STATION`],
    ['DELETE', `/workitems/${uid}/subscribers/STATION`],
  ] as const)
    expect((await call(method, path, {}, stranger)).statusCode, path).toBe(404)
  expect((await call('GET', `/workitems/${uid}`, undefined, { sid: 'nobody' })).statusCode).toBe(401)
  const account = await server.account()
  const reader = await server.person(account)
  await server.services.pool.query(
    `update role set permissions = permissions || '{"order_view":0,"order_edit":0}' where account_id = $1`,
    [account.uuid],
  )
  expect((await call('POST', '/workitems', step(), reader)).statusCode).toBe(403)
})

test('subscribers are told of their steps, each of their own', async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.app.server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/dicomweb/subscribers/STATION?sid=${admin.sid}`)
  const reports: Record<string, { Value?: unknown[] }>[] = []
  socket.addEventListener('message', ({ data }) => reports.push(JSON.parse(String(data))))
  await new Promise((done) => socket.addEventListener('open', done))
  await new Promise((done) => setTimeout(done, 200))
  const said = async (count: number) => {
    await expect.poll(() => reports.length, { timeout: 10_000 }).toBe(count)
    return reports
      .slice(-1)
      .map((one) => [
        one['00001000']?.Value?.[0],
        one['00001002']?.Value?.[0],
        one['00741000']?.Value?.[0],
      ])[0] // prettier-ignore
  }
  const quiet = await created()
  expect((await call('POST', `/workitems/${quiet}/subscribers/STATION?deletionlock=true`)).statusCode).toBe(
    201,
  )
  expect(await said(1)).toEqual([quiet, 1, 'SCHEDULED'])
  await state(quiet, 'IN PROGRESS', newUID())
  expect(await said(2)).toEqual([quiet, 1, 'IN PROGRESS'])
  const reason = { '00741238': text('LT', 'Wrong patient') }
  expect((await call('POST', `/workitems/${quiet}/cancelrequest`, reason)).statusCode).toBe(202)
  expect((await said(3))?.[1]).toBe(2)
  expect(reports.at(-1)?.['00741238']?.Value).toEqual(['Wrong patient'])

  const filtered = '1.2.840.10008.5.1.4.34.5.1'
  expect(
    (await call('POST', `/workitems/${filtered}/subscribers/STATION?filter=WorklistLabel=NIGHT`)).statusCode,
  ).toBe(201)
  await created()
  const night = await created({ '00741202': text('LO', 'NIGHT') })
  expect(await said(4)).toEqual([night, 1, 'SCHEDULED'])
  expect((await call('POST', `/workitems/${filtered}/subscribers/STATION/suspend`)).statusCode).toBe(200)
  await created({ '00741202': text('LO', 'NIGHT') })
  await call('POST', `/workitems/${night}`, { '00741204': text('LO', 'Later') })
  expect(await said(5)).toEqual([night, 3, 'SCHEDULED'])
  expect((await call('DELETE', `/workitems/${filtered}/subscribers/STATION`)).statusCode).toBe(200)
  expect((await call('DELETE', `/workitems/${filtered}/subscribers/STATION`)).statusCode).toBe(404)
  socket.close()
})
