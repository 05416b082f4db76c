import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { annotationAdd } from '#contract/annotation.ts'
import { studyAdd } from '#contract/study/edit.ts'
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
