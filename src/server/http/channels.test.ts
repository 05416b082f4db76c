import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { activityList } from '#contract/activity.ts'
import { annotationAdd } from '#contract/annotation.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { userJoinAnswer, userJoinRequest } from '#contract/user_join.ts'
import { sidMd5 } from '../access/session.ts'
import { testServer } from '../testing/server.ts'

const server = testServer()

/** A socket whose messages are read one by one. */
async function connect() {
  if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.app.server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v3/channel/websocket`)
  const received: Record<string, unknown>[] = []
  const waiting: ((message: Record<string, unknown>) => void)[] = []
  socket.addEventListener('message', ({ data }) => {
    const message: Record<string, unknown> = JSON.parse(String(data))
    const next = waiting.shift()
    if (next) next(message)
    else received.push(message)
  })
  await new Promise((done, fail) => {
    socket.addEventListener('open', done)
    socket.addEventListener('error', fail)
  })
  return {
    send: (message: unknown) => socket.send(JSON.stringify(message)),
    next: () => {
      const [first] = received.splice(0, 1)
      return first
        ? Promise.resolve(first)
        : new Promise<Record<string, unknown>>((done) => waiting.push(done))
    },
    close: () => socket.close(),
  }
}

test('a subscriber hears of the studies of a namespace it holds, with the MD5 of its sid', async () => {
  const account = await server.account()
  const person = await server.person(account, 'admin')
  const channel = `study.${account.namespace_id}`
  const socket = await connect()
  socket.send({ action: 'ping' })
  socket.send({ action: 'subscribe', channel, sid: person.sid })
  expect(await socket.next()).toEqual({ status: 'OK', channel })
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const { uuid } = await person.ok(studyAdd, { study_uid: '1.2.3', ...place })
  expect(await socket.next()).toMatchObject({ event: 'EDIT', channel, uuid, sid_md5: sidMd5(person.sid) })
  await person.ok(annotationAdd, {
    study_id: uuid,
    series_uid: '1',
    instance_uid: '1',
    frame_number: 1,
    json: {},
  })
  expect(await socket.next()).toMatchObject({ event: 'ANNOTATION', study_id: uuid, by: person.user_id })
  socket.send({ action: 'unsubscribe', channel, sid: person.sid })
  expect(await socket.next()).toEqual({ status: 'OK', channel })
  socket.close()
})

test('who decides on requests to join hears of them as they come and as they are answered', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  await admin.ok(accountSet, { uuid: account.uuid, can_request: 1 })
  const channel = `activity.${account.namespace_id}`
  const socket = await connect()
  socket.send({ action: 'subscribe', channel, sid: admin.sid })
  expect(await socket.next()).toEqual({ status: 'OK', channel })
  await (await server.person()).ok(userJoinRequest, { account_id: account.uuid })
  expect(await socket.next()).toMatchObject({ event: 'ACTIVITY', channel, kind: 'event_join' })
  const { activities } = await admin.ok(activityList, { account_id: account.uuid })
  await admin.ok(userJoinAnswer, { uuid: activities[0]?.uuid ?? '', accept: 0 })
  expect(await socket.next()).toMatchObject({ event: 'ACTIVITY', channel })
  socket.close()
})

test('nobody subscribes to a namespace of strangers, or without a session', async () => {
  const account = await server.account()
  const stranger = await server.person(await server.account(), 'admin')
  const socket = await connect()
  const channel = `study.${account.namespace_id}`
  socket.send({ action: 'subscribe', channel, sid: stranger.sid })
  expect(await socket.next()).toMatchObject({ status: 'ERROR', error_type: 'NOT_PERMITTED' })
  socket.send({ action: 'subscribe', channel })
  expect(await socket.next()).toMatchObject({ status: 'ERROR', error_type: 'AUTHENTICATION_REQUIRED' })
  socket.send('no json')
  expect(await socket.next()).toMatchObject({ status: 'ERROR' })
  socket.close()
})
