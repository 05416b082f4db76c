import { expect, test } from 'vitest'
import { linkAdd, linkSession } from '#contract/link.ts'
import { userEventSet } from '#contract/user_account.ts'
import { testServer } from '../testing/server.ts'
import { notify } from './notify.ts'

const server = testServer()

/** The notifications that wait for a namespace, and the mails that come of them. */
async function told(namespace_id: string) {
  const { pool, db } = server.services
  const { rows } = await pool.query(
    `select j.payload, j.key from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'notify' and j.payload ->> 'namespace_id' = $1`,
    [namespace_id],
  )
  await db.deleteFrom('mail').execute()
  for (const { payload } of rows) await notify.run(server.services, notify.payload.parse(payload))
  const mails = await db.selectFrom('mail').select(['recipient', 'subject']).orderBy('recipient').execute()
  return { jobs: rows.length, mails }
}

test('the author of a link who wants to know of all links and of their own is told once', async () => {
  const account = await server.account()
  const author = await server.person(account, 'admin')
  const reader = await server.person(account)
  const namespace_id = account.namespace_id
  const on = (who: typeof author, events: object) => who.ok(userEventSet, { namespace_id, ...events })
  const link = await author.ok(linkAdd, { namespace_id, action: 'STUDY_UPLOAD' })
  await on(author, { event_link: 1, event_link_mine: 1 })
  await server.call(linkSession, { uuid: link.uuid })
  expect((await told(namespace_id)).mails.map(({ recipient }) => recipient)).toEqual([author.email])
  await on(author, { event_link: 0 })
  await on(reader, { event_link_mine: 1 })
  expect((await told(namespace_id)).mails.map(({ recipient }) => recipient)).toEqual([author.email])
  await on(author, { event_link_mine: 0 })
  await on(reader, { event_link: 1 })
  expect((await told(namespace_id)).mails.map(({ recipient }) => recipient)).toEqual([reader.email])
})

test('who wants to know that images were not taken is told once of many', async () => {
  const account = await server.account()
  const sender = await server.person(account, 'admin')
  const watcher = await server.person(account)
  const namespace_id = account.namespace_id
  await watcher.ok(userEventSet, { namespace_id, event_upload_fail: 1 })
  await sender.ok(userEventSet, { namespace_id, event_upload_fail: 1 })
  for (let n = 0; n < 3; n++) {
    const answer = await server.app.inject({
      method: 'POST',
      url: `/api/v3/storage/namespace/${namespace_id}/image?sid=${sender.sid}`,
      headers: { 'content-type': 'application/dicom' },
      payload: Buffer.from(`no DICOM ${n}`),
    })
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
  }
  const { jobs, mails } = await told(namespace_id)
  expect(jobs).toBe(1)
  expect(mails.map(({ recipient }) => recipient)).toEqual([watcher.email])
  expect(mails[0]?.subject).toContain('were not taken')
})
