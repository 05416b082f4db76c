import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { activityDelete, activityGet, activityList, activityListCount } from '#contract/activity.ts'
import { groupAdd } from '#contract/group.ts'
import { messageAdd, messageCount, messageDelete, messageGet, messageList } from '#contract/message.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyApprove } from '#contract/study/share.ts'
import { tagAdd } from '#contract/tag.ts'
import { userInvite } from '#contract/user_account.ts'
import { notify } from '../../jobs/notify.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('a message reaches the people of a namespace, is counted, answered, tagged and taken back by its writer', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  const stranger = await server.person(await server.account(), 'admin')
  expect(await reader.refused(messageAdd, { account_id: account.uuid, body: 'Hello' })).toBe('NOT_PERMITTED')
  expect(await stranger.refused(messageAdd, { user_id: reader.user_id, body: 'x' })).toBe('NOT_FOUND')
  expect(await stranger.refused(messageAdd, { email: reader.email, body: 'x' })).toBe('NOT_FOUND')
  expect(await stranger.refused(messageAdd, { namespace_id: account.namespace_id, body: 'x' })).toBe(
    'NOT_FOUND',
  )
  const { uuid } = await admin.ok(messageAdd, { account_id: account.uuid, subject: 'Rota', body: 'New one' })
  expect((await reader.ok(messageCount, {})).count).toBe(1)
  expect((await admin.ok(messageCount, {})).count).toBe(0)
  const message = await reader.ok(messageGet, { uuid })
  expect(message).toMatchObject({
    user_id: admin.user_id,
    user_name: admin.name,
    namespace_id: account.namespace_id,
    body: 'New one',
    subject: 'Rota',
    is_mine: 0,
    parent_id: null,
  })
  expect(message).not.toHaveProperty('tags')
  await reader.ok(tagAdd, { object: 'Message', object_id: uuid, tag: 'todo' })
  expect((await reader.ok(messageGet, { uuid })).tags).toEqual(['todo'])
  const answer = await reader.ok(messageAdd, { user_id: admin.user_id, body: 'Thanks', parent_id: uuid })
  expect((await admin.ok(messageList, {})).messages.map((one) => one.uuid)).toEqual([answer.uuid, uuid])
  expect(
    (await admin.ok(messageList, { 'filter.subject.equals': 'rota' })).messages.map((one) => one.uuid),
  ).toEqual([uuid])
  expect(await stranger.refused(messageGet, { uuid })).toBe('NOT_FOUND')
  expect(await stranger.refused(messageAdd, { user_id: stranger.user_id, body: 'x', parent_id: uuid })).toBe(
    'NOT_FOUND',
  )
  expect((await reader.ok(messageCount, { reset: 1 })).count).toBe(0)
  expect(await reader.refused(messageDelete, { uuid })).toBe('NOT_PERMITTED')
  await admin.ok(messageDelete, { uuid })
  expect(await reader.refused(messageGet, { uuid })).toBe('NOT_FOUND')
})

test('who wants to know of messages is mailed, without what the message says', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  const { uuid } = await admin.ok(messageAdd, { user_id: reader.user_id, body: 'About Jane Doe' })
  await notify.run(server.services, {
    namespace_id: reader.namespace_id,
    kind: 'event_message',
    wording: 'message',
    values: { sender: 'Admin', place: 'Reader' },
    path: `/inbox?message=${uuid}`,
    by: admin.user_id,
  })
  const mails = await server.services.db
    .selectFrom('mail')
    .select('body_text')
    .where('recipient', '=', reader.email)
    .execute()
  expect(mails).toHaveLength(1)
  expect(mails[0]?.body_text).not.toContain('Doe')
})

test('what waits for approval and who is invited is in the activities until it is done or put away', async () => {
  const account = await server.account()
  const account_id = account.uuid
  const admin = await server.person(account, 'admin')
  const second = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  const other = await server.account('Elsewhere')
  const inviter = await server.person(other, 'admin')
  await admin.ok(accountSet, { uuid: account_id, must_approve_upload: 1 })
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const { uuid } = await admin.ok(studyAdd, { study_uid: '1.9.1', patient_name: 'Doe^Jane', ...place })
  await inviter.ok(userInvite, { account_id: other.uuid, email: admin.email, link: '/invite/' })

  const { activities } = await admin.ok(activityList, { account_id })
  expect(activities.map((one) => one.type)).toEqual(['USER_INVITE', 'STUDY_APPROVE'])
  expect(activities[0]).toMatchObject({ account_name: 'Elsewhere', user_name: inviter.name, groups: [] })
  expect(activities[1]).toMatchObject({
    study_id: uuid,
    namespace_id: account.namespace_id,
    approval_reason: 'U',
    study: { patient_name: 'Doe^Jane' },
  })
  expect((await admin.ok(activityList, { account_id, strict_account_filter: 1 })).activities).toHaveLength(1)
  expect((await admin.ok(activityListCount, { account_id })).count).toBe(2)
  expect(
    (await admin.ok(activityListCount, { account_id, 'filter.type.equals': 'STUDY_APPROVE' })).count,
  ).toBe(1)
  expect(await admin.ok(activityGet, { uuid })).toMatchObject({ type: 'STUDY_APPROVE', study_id: uuid })
  // Who may not approve has nothing to do; a stranger has no such account.
  expect((await reader.ok(activityList, { account_id })).activities).toEqual([])
  expect(await reader.refused(activityGet, { uuid })).toBe('NOT_FOUND')
  expect(await inviter.refused(activityList, { account_id })).toBe('NOT_FOUND')

  await admin.ok(activityDelete, { uuid })
  expect((await admin.ok(activityListCount, { account_id })).count).toBe(1)
  expect((await second.ok(activityListCount, { account_id })).count).toBe(1)
  await second.ok(studyApprove, { uuid })
  expect((await second.ok(activityListCount, { account_id })).count).toBe(0)
  expect(await second.refused(activityDelete, { uuid })).toBe('NOT_FOUND')
})

test('events of a namespace arrive live, for those who hold it', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin', { global: true })
  const group = await admin.ok(groupAdd, { account_id: account.uuid, name: 'Ward' })
  const heard: unknown[] = []
  const stop = server.services.events.subscribe(`activity.${group.namespace_id}`, (event) =>
    heard.push(event),
  )
  await admin.ok(messageAdd, { group_id: group.uuid, body: 'Hello' })
  await expect.poll(() => heard).toMatchObject([{ event: 'ACTIVITY', kind: 'event_message' }])
  stop()
})

test('people are told of comments, states and arrivals as they have chosen, but not of what they did', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  await server.services.db
    .updateTable('user_account')
    .set({ events: JSON.stringify({ event_study_comment: 1, event_status_change: 0 }), global: true })
    .where('user_id', 'in', [reader.user_id, admin.user_id])
    .execute()
  const common = {
    namespace_id: account.namespace_id,
    values: { sender: 'A' },
    path: '/x',
    by: admin.user_id,
  }
  await notify.run(server.services, { ...common, kind: 'event_study_comment', wording: 'comment' })
  await notify.run(server.services, { ...common, kind: 'event_status_change', wording: 'status' })
  await notify.run(server.services, {
    ...common,
    kind: 'event_study_comment',
    wording: 'comment',
    to: admin.user_id,
  })
  const mails = await server.services.db
    .selectFrom('mail')
    .select(['recipient', 'body_text'])
    .where('recipient', 'in', [reader.email, admin.email])
    .execute()
  expect(mails.map(({ recipient }) => recipient)).toEqual([reader.email])
  // The namespace has its name in it, without the caller's saying so.
  const { name } = await server.services.db
    .selectFrom('namespace')
    .select('name')
    .where('uuid', '=', account.namespace_id)
    .executeTakeFirstOrThrow()
  expect(mails[0]?.body_text).toContain(`in ${name}.`)
})
