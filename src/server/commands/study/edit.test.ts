import { expect, test } from 'vitest'
import {
  annotationAdd,
  annotationDelete,
  annotationList,
  annotationLock,
  annotationSet,
  annotationUnlock,
} from '#contract/annotation.ts'
import { auditObject } from '#contract/audit.ts'
import { keyimageAdd, keyimageDelete, keyimageList } from '#contract/keyimage.ts'
import { roleAdd, roleSet } from '#contract/role.ts'
import { studyCommentAdd, studyCommentDelete } from '#contract/study/comment.ts'
import { studyAdd, studyDelete, studyRevive, studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyStatusGet, studyStatusHistory, studyStatusSet } from '#contract/study/status.ts'
import { brokenSeal, sealAudit } from '../../audit/seal.ts'
import type { NewAccount } from '../../tenancy/account.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let uid = 0

async function arrivedStudy(account: NewAccount, person: Person) {
  const study_uid = `1.2.3.${++uid}`
  const place = { study_uid, storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const { uuid } = await person.ok(studyAdd, { ...place, patient_name: 'Doe^Jane' })
  await server.services.db.updateTable('study').set({ phantom: false }).where('uuid', '=', uuid).execute()
  return { uuid, place }
}

test('a second add of a study answers ALREADY_EXISTS with the study', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const { uuid, place } = await arrivedStudy(account, admin)
  const again = await admin.call(studyAdd, place)
  expect(again.body).toMatchObject({
    error_type: 'ALREADY_EXISTS',
    error_subtype: uuid,
    error_data: { uuid, patient_name: 'Doe^Jane' },
  })
})

test('two adds at once make one study', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const place = {
    study_uid: '1.2.99',
    storage_namespace: account.namespace_id,
    phi_namespace: account.namespace_id,
  }
  const answers = await Promise.all(Array.from({ length: 6 }, () => admin.call(studyAdd, place)))
  expect(answers.filter((answer) => answer.code === 200)).toHaveLength(1)
  expect((await admin.ok(studyList, {})).studies).toHaveLength(1)
})

test('a plain user may not upload into, edit or delete where the role says no', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const { uuid } = await admin.ok(roleAdd, { account_id: account.uuid, name: 'Reader' })
  const reader = await server.person(account, 'user', { role_id: uuid })
  const study = await arrivedStudy(account, admin)
  expect(await reader.refused(studyAdd, { ...study.place, study_uid: '1.5' })).toBe('NOT_PERMITTED')
  expect(await reader.refused(studySet, { study_id: study.uuid, patient_name: 'X' })).toBe('NOT_PERMITTED')
  expect(await reader.refused(studyDelete, { uuid: study.uuid })).toBe('NOT_PERMITTED')
  expect((await reader.ok(studyGet, { uuid: study.uuid })).patient_name).toBe('Doe^Jane')
  await admin.ok(roleSet, { uuid, permissions: { study_view: 0, study_upload: 0 } })
  expect(await reader.refused(studyGet, { uuid: study.uuid })).toBe('NOT_PERMITTED')
  expect((await reader.ok(studyList, {})).studies).toEqual([])
})

test('an account keeps one role that edits roles', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  expect(await admin.refused(roleSet, { uuid: account.roles.admin, permissions: { role_edit: 0 } })).toBe(
    'NO_OTHER_ROLE_EDIT',
  )
  await admin.ok(roleAdd, { account_id: account.uuid, name: 'Second', permissions: { role_edit: 1 } })
  await admin.ok(roleSet, { uuid: account.roles.admin, permissions: { role_edit: 0 } })
  expect(await admin.refused(roleSet, { uuid: account.roles.admin, name: 'X' })).toBe('NOT_PERMITTED')
})

test('unknown permissions and broken settings are refused by name', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const add = (extra: Record<string, unknown>) =>
    admin.call(roleAdd, { account_id: account.uuid, name: 'X', ...extra })
  expect((await add({ permissions: { fly: 1 } })).body).toMatchObject({
    error_type: 'INVALID_PERMISSION',
    error_subtype: 'fly',
  })
  expect((await add({ permissions: { role_edit: 7 } })).body).toMatchObject({
    error_type: 'INVALID_PERMISSION_VALUE',
    error_subtype: 'role_edit',
  })
})

test('an edit is audited with old and new values, and the audit’s chain holds until someone meddles', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const { uuid } = await arrivedStudy(account, admin)
  await admin.ok(studySet, { study_id: uuid, patient_name: 'Doe^Janet' })
  const { events } = await admin.ok(auditObject, { uuid })
  expect(events?.[0]).toMatchObject({
    action: 'EDIT',
    who: admin.name,
    detail: { patient_name: ['Doe^Jane', 'Doe^Janet'] },
  })
  const { db } = server.services
  while ((await sealAudit(db)) > 0);
  expect(await brokenSeal(db)).toBeUndefined()
  await expect(
    db.updateTable('audit').set({ who: 'Nobody' }).where('uuid', '=', uuid).execute(),
  ).rejects.toThrow('append-only')
  await expect(db.deleteFrom('audit').where('uuid', '=', uuid).execute()).rejects.toThrow('append-only')
})

test('a deleted study is gone at once and can be revived by a sysadmin', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const sysadmin = await server.person(undefined, 'user', { sysadmin: true })
  const { uuid } = await arrivedStudy(account, admin)
  await admin.ok(studyDelete, { uuid })
  expect((await admin.ok(studyList, {})).studies).toEqual([])
  expect(await admin.refused(studyDelete, { uuid })).toBe('NOT_FOUND')
  expect(await admin.refused(studyRevive, { uuid })).toBe('NOT_SYSADMIN_OR_SUPPORT')
  await sysadmin.ok(studyRevive, { uuid })
  expect((await admin.ok(studyList, {})).studies).toHaveLength(1)
  expect(await sysadmin.refused(studyRevive, { uuid })).toBe('NOT_FOUND')
})

test('a change to a study that is not here yet waits for it', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const place = {
    study_uid: '1.2.77',
    storage_namespace: account.namespace_id,
    phi_namespace: account.namespace_id,
  }
  await admin.ok(studySet, { ...place, accession_number: 'LATER' })
  const { uuid } = await admin.ok(studyAdd, place)
  expect((await admin.ok(studyGet, { uuid })).accession_number).toBe('LATER')
})

test('the status moves from what the reader saw, and each move is remembered', async () => {
  const account = await server.account()
  const reader = await server.person(account)
  const { uuid: study_id } = await arrivedStudy(account, reader)
  expect(await reader.ok(studyStatusGet, { study_id })).toMatchObject({
    study_status: null,
    study_status_tags_default: 'Unread',
  })
  await reader.ok(studyStatusSet, { study_id, old: 'Unread', new: 'Reading' })
  expect(await reader.refused(studyStatusSet, { study_id, old: 'Unread', new: 'Final' })).toBe('STALE')
  expect(await reader.refused(studyStatusSet, { study_id, old: 'Reading', new: 'Eaten' })).toBe('INVALID_TAG')
  await reader.ok(studyStatusSet, { study_id, old: 'Reading', new: 'Final' })
  const { history } = await reader.ok(studyStatusHistory, { study_id })
  expect(history.map((change) => [change.old, change.new])).toEqual([
    [null, 'Reading'],
    ['Reading', 'Final'],
  ])
})

test('a locking status keeps others out', async () => {
  const account = await server.account()
  const settings = JSON.stringify({
    study_status_tags: 'Unread,Reading',
    study_status_mutex_tags: 'Reading',
    study_status_singleton_tags: 'Reading',
  })
  await server.services.db.updateTable('account').set({ settings }).where('uuid', '=', account.uuid).execute()
  const [one, two] = [await server.person(account), await server.person(account)]
  const first = await arrivedStudy(account, one)
  const second = await arrivedStudy(account, one)
  await one.ok(studyStatusSet, { study_id: first.uuid, old: 'Unread', new: 'Reading' })
  expect(await two.refused(studyStatusSet, { study_id: first.uuid, old: 'Reading', new: 'Unread' })).toBe(
    'LOCKED',
  )
  expect((await two.ok(studyGet, { uuid: first.uuid })).is_locked).toBe(1)
  expect(await one.refused(studyStatusSet, { study_id: second.uuid, old: 'Unread', new: 'Reading' })).toBe(
    'SINGLETON',
  )
})

test('a comment is deleted by its writer only', async () => {
  const account = await server.account()
  const [one, two] = [await server.person(account), await server.person(account)]
  const { uuid: study_id } = await arrivedStudy(account, one)
  const { uuid } = await one.ok(studyCommentAdd, { study_id, body: 'Please compare' })
  expect(await two.refused(studyCommentDelete, { uuid })).toBe('NOT_PERMITTED')
  expect((await two.ok(studyGet, { uuid: study_id })).comments).toMatchObject([
    { body: 'Please compare', is_mine: 0 },
  ])
  await one.ok(studyCommentDelete, { uuid })
  expect((await one.ok(studyGet, { uuid: study_id })).comments).toEqual([])
})

test('a mark that somebody has changed since is not written over or deleted unseen', async () => {
  const account = await server.account()
  const one = await server.person(account)
  const { uuid: study_id } = await arrivedStudy(account, one)
  const place = { study_id, series_uid: '1.2', instance_uid: '1.3', frame_number: 1 }
  const { uuid, updated } = await one.ok(annotationAdd, { ...place, json: { tool: 'Length' } })
  const changed = await one.ok(annotationSet, { uuid, json: { tool: 'Angle' }, updated })
  expect(changed.updated).not.toBe(updated)
  expect(await one.refused(annotationSet, { uuid, json: {}, updated })).toBe('CHANGED')
  expect(await one.refused(annotationDelete, { uuid, updated })).toBe('CHANGED')
  expect((await one.ok(annotationList, { study_id })).annotations).toMatchObject([
    { json: { tool: 'Angle' }, updated: changed.updated },
  ])
  await one.ok(annotationDelete, { uuid, updated: changed.updated })
})

test('marks are seen by colleagues, changed by their maker, and locked on request', async () => {
  const account = await server.account()
  const [one, two] = [await server.person(account), await server.person(account)]
  const { uuid: study_id } = await arrivedStudy(account, one)
  const place = { study_id, series_uid: '1.2', instance_uid: '1.3', frame_number: 1 }
  const { uuid } = await one.ok(annotationAdd, { ...place, json: { tool: 'Length' } })
  expect((await two.ok(annotationList, { study_id })).annotations).toMatchObject([
    { uuid, user_name: one.name, json: { tool: 'Length' }, locked: 0 },
  ])
  expect(await two.refused(annotationSet, { uuid, json: {} })).toBe('NOT_PERMITTED')
  expect(await two.refused(annotationDelete, { uuid })).toBe('NOT_PERMITTED')
  await one.ok(annotationLock, { uuid })
  expect(await one.refused(annotationSet, { uuid, json: {} })).toBe('LOCKED')
  await one.ok(annotationUnlock, { uuid })
  await one.ok(annotationSet, { uuid, json: { tool: 'Angle' } })
  const stamp = await one.ok(annotationAdd, { ...place, stamp: 1 })
  expect(await one.refused(annotationLock, { uuid: stamp.uuid })).toBe('CANNOT_LOCK_STAMP')
  const broken = await one.call(annotationAdd, { ...place, json: undefined, ...{ stamp: undefined } })
  expect(broken.body).toMatchObject({ error_type: 'MISSING_FIELDS', error_subtype: ['(json || stamp)'] })
  const key = await one.ok(keyimageAdd, { ...place, version: '1' })
  expect((await two.ok(keyimageList, { study_id })).images).toMatchObject([
    { uuid: key.uuid, frame_number: 1 },
  ])
  expect(await two.refused(keyimageDelete, { uuid: key.uuid })).toBe('NOT_PERMITTED')
  await one.ok(keyimageDelete, { uuid: key.uuid })
})

test('a role that sees only its own marks sees no others', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const role = await admin.ok(roleAdd, {
    account_id: account.uuid,
    name: 'Own',
    permissions: { annotation_view_only_own: 1 },
  })
  const trainee = await server.person(account, 'user', { role_id: role.uuid })
  const { uuid: study_id } = await arrivedStudy(account, admin)
  const place = { study_id, series_uid: '1.2', instance_uid: '1.3', frame_number: 1 }
  await admin.ok(annotationAdd, { ...place, json: {} })
  const own = await trainee.ok(annotationAdd, { ...place, json: {} })
  expect((await trainee.ok(annotationList, { study_id })).annotations.map((mark) => mark.uuid)).toEqual([
    own.uuid,
  ])
})
