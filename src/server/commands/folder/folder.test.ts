import { beforeAll, expect, test } from 'vitest'
import { accountUserDelete } from '#contract/account_user.ts'
import { auditObject } from '#contract/audit.ts'
import {
  folderAdd,
  folderDelete,
  folderGet,
  folderList,
  folderSet,
  folderShareAdd,
  folderShareList,
  folderShareStop,
  folderStudyAdd,
  folderStudyRemove,
} from '#contract/folder.ts'
import { linkAdd, linkList, linkSession, linkStatus } from '#contract/link.ts'
import { roleAdd } from '#contract/role.ts'
import { sessionUser } from '#contract/session.ts'
import { studyAccessExplain } from '#contract/study/access.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
const FILE = { studyUID: '1.7.1', seriesUID: '1.7.1.1', sopUID: '1.7.1.1.1', patientID: 'F1' }
const OTHER = { studyUID: '1.7.2', seriesUID: '1.7.2.1', sopUID: '1.7.2.1.1', patientID: 'F2' }
let place: Awaited<ReturnType<typeof clinic>>
let owner: Person
/** Sees nothing but what is given to them. */
let restricted: Person
let study = ''
let other = ''
let restrictedRole = ''

const dicomweb = (who: { sid: string }, path: string) =>
  server.app.inject({ url: `/dicomweb${path}`, headers: { 'x-ambrahealth-sid': who.sid } })
const studiesOf = async (who: Person) => (await who.ok(studyList, {})).studies.map(({ uuid }) => uuid)

beforeAll(async () => {
  place = await clinic(server, { study_share: 1, link_edit: 1, link_edit_upload: 1 })
  owner = place.admin
  restrictedRole = (
    await owner.ok(roleAdd, {
      account_id: place.uuid,
      name: 'Restricted',
      permissions: { study_view: 0, folder_view: 1, folder_edit: 1 },
    })
  ).uuid
  restricted = await server.person(place.account, 'user', { role_id: restrictedRole })
  await stow(server, owner, place.namespace, [FILE, OTHER])
  await server.services.pool.query('update study set phantom = false')
  const { studies } = await owner.ok(studyList, {})
  study = studies.find(({ study_uid }) => study_uid === FILE.studyUID)?.uuid ?? ''
  other = studies.find(({ study_uid }) => study_uid === OTHER.studyUID)?.uuid ?? ''
})

test('folders are nested, named, moved and deleted with what is below them; studies stay', async () => {
  const top = await owner.ok(folderAdd, { account_id: place.uuid, name: ' Tumour board ' })
  const inner = await owner.ok(folderAdd, { parent_id: top.uuid, name: 'Thursday', description: 'weekly' })
  await owner.ok(folderStudyAdd, { uuid: inner.uuid, study_id: [study] })
  const again = await owner.ok(folderAdd, { parent_id: top.uuid, name: 'thursday', reuse: 1 })
  expect(again.uuid).toBe(inner.uuid)
  const { folders } = await owner.ok(folderList, { account_id: place.uuid })
  expect(folders).toMatchObject([
    { name: 'Thursday', parent_id: top.uuid, description: 'weekly', study_count: 1, own: 1, is_shared: 0 },
    { name: 'Tumour board', parent_id: null, study_count: 0, total_count: 1, folder_count: 1 },
  ])
  expect((await owner.ok(folderList, { account_id: place.uuid, parent_id: top.uuid })).folders).toHaveLength(
    1,
  )
  expect(
    (await owner.ok(folderList, { account_id: place.uuid, 'filter.name.like': 'tum%' })).folders,
  ).toHaveLength(1)
  expect(await owner.refused(folderSet, { uuid: top.uuid, parent_id: inner.uuid })).toBe('INVALID_PARENT')
  expect(await owner.refused(folderSet, { uuid: top.uuid, name: ' ' })).toBe('INVALID_NAME')
  await owner.ok(folderSet, { uuid: inner.uuid, parent_id: '', name: 'Friday' })
  expect(await owner.ok(folderGet, { uuid: inner.uuid })).toMatchObject({ parent_id: null, name: 'Friday' })
  await owner.ok(folderSet, { uuid: inner.uuid, parent_id: top.uuid })
  expect((await owner.ok(folderDelete, { uuid: top.uuid })).deleted).toBe(2)
  expect(await owner.refused(folderGet, { uuid: inner.uuid })).toBe('NOT_FOUND')
  expect((await owner.ok(studyGet, { uuid: study })).uuid).toBe(study)
})

test('a folder is its owner’s alone until it is shared; then its members reach what is in it, and nothing else', async () => {
  const { uuid } = await owner.ok(folderAdd, { account_id: place.uuid, name: 'Second opinion' })
  const below = await owner.ok(folderAdd, { parent_id: uuid, name: 'Below' })
  await owner.ok(folderStudyAdd, { uuid: below.uuid, study_id: [study] })
  const colleague = await server.person(place.account, 'admin', { global: true })
  expect(await colleague.refused(folderGet, { uuid })).toBe('NOT_FOUND')
  expect(await studiesOf(restricted)).toEqual([])
  expect((await dicomweb(restricted, `/studies/${FILE.studyUID}`)).statusCode).toBe(404)

  await owner.ok(folderShareAdd, { uuid, user_id: restricted.user_id, may_download: 1 })
  const { folders } = await restricted.ok(folderList, { account_id: place.uuid })
  expect(folders.map(({ name }) => name)).toEqual(['Below', 'Second opinion'])
  expect(folders[0]).toMatchObject({ own: 0, may_edit: 0, may_download: 1 })
  expect(await studiesOf(restricted)).toEqual([study])
  expect((await restricted.ok(studyCount, {})).count).toBe(1)
  expect(
    (await restricted.ok(studyList, { 'filter.folder_id.equals': below.uuid })).studies.map(
      (one) => one.uuid,
    ),
  ).toEqual([study])
  expect((await restricted.ok(studyGet, { uuid: study })).uuid).toBe(study)
  expect(await restricted.refused(studyGet, { uuid: other })).toBe('NOT_PERMITTED')
  expect((await dicomweb(restricted, `/studies/${FILE.studyUID}/metadata`)).statusCode).toBe(200)
  expect((await dicomweb(restricted, `/studies/${OTHER.studyUID}/metadata`)).statusCode).toBe(404)
  expect((await dicomweb(restricted, `/namespaces/${place.namespace}/studies`)).json()).toHaveLength(1)
  expect(await restricted.refused(folderStudyAdd, { uuid, study_id: [study] })).toBe('NOT_PERMITTED')
  expect(await restricted.refused(folderShareList, { uuid })).toBe('NOT_PERMITTED')
  expect((await owner.ok(folderShareList, { uuid })).members).toMatchObject([
    { user_id: restricted.user_id, may_edit: 0, may_download: 1, expired: 0 },
  ])
  const why = await owner.ok(studyAccessExplain, { uuid: study, user_id: restricted.user_id })
  expect(why).toMatchObject({ sees: 1, paths: [{ sees: 1, role_from: 'granted', missing: null }] })
  await owner.ok(folderShareStop, { uuid, user_id: restricted.user_id })
  expect(await studiesOf(restricted)).toEqual([])
  expect((await owner.ok(auditObject, { uuid })).events?.map(({ action }) => action).toSorted()).toEqual([
    'ADD',
    'SHARE',
    'SHARE_STOP',
  ])
})

test('a group reaches a folder through its members, until the day that was set', async () => {
  const { uuid } = await owner.ok(folderAdd, { account_id: place.uuid, name: 'For a group' })
  await owner.ok(folderStudyAdd, { uuid, study_id: [study, other] })
  const member = await server.person(place.account, 'user', { role_id: restrictedRole })
  await server.services.pool.query(
    'insert into user_group (group_id, account_id, user_id, role_id) values ($1, $2, $3, $4)',
    [place.group, place.uuid, member.user_id, restrictedRole],
  )
  expect(await owner.refused(folderShareAdd, { uuid, group_id: place.group, expires: 'soon' })).toBe(
    'INVALID_DATE',
  )
  await owner.ok(folderShareAdd, { uuid, group_id: place.group, expires: '2099-12-31' })
  expect((await studiesOf(member)).toSorted()).toEqual([study, other].toSorted())
  await owner.ok(folderShareAdd, { uuid, group_id: place.group, expires: '2020-01-01' })
  expect(await studiesOf(member)).toEqual([])
  expect((await owner.ok(folderShareList, { uuid })).members).toMatchObject([{ expired: 1 }])
  await owner.ok(folderStudyRemove, { uuid, study_id: [other] })
  expect((await owner.ok(folderGet, { uuid })).study_count).toBe(1)
})

test('nobody shares by a folder what is not theirs to share, nor keeps what they lose', async () => {
  const reader = await server.person(place.account, 'user', {
    role_id: (
      await owner.ok(roleAdd, {
        account_id: place.uuid,
        name: 'Reader',
        permissions: { study_view: 1, study_share: 0, folder_view: 1, folder_edit: 1, folder_share: 1 },
      })
    ).uuid,
  })
  const { uuid } = await reader.ok(folderAdd, { account_id: place.uuid, name: 'Mine' })
  await reader.ok(folderStudyAdd, { uuid, study_id: [study] })
  expect(await reader.refused(folderShareAdd, { uuid, user_id: restricted.user_id })).toBe('NOT_PERMITTED')
  const shared = await owner.ok(folderAdd, { account_id: place.uuid, name: 'Shared' })
  await owner.ok(folderShareAdd, { uuid: shared.uuid, user_id: reader.user_id, may_edit: 1 })
  expect(await reader.refused(folderStudyAdd, { uuid: shared.uuid, study_id: [study] })).toBe('NOT_PERMITTED')
  // Their role shows them no study any more: their own folder shows none either.
  await server.services.pool.query('update user_account set role_id = $1 where user_id = $2', [
    restrictedRole,
    reader.user_id,
  ])
  expect(await studiesOf(reader)).toEqual([])
})

test('an editor of a shared folder fills it and makes folders in it, and does not delete it', async () => {
  const { uuid } = await owner.ok(folderAdd, { account_id: place.uuid, name: 'Together' })
  const editor = await server.person(place.account, 'admin', { global: true })
  await owner.ok(folderShareAdd, { uuid, user_id: editor.user_id, may_edit: 1 })
  const inner = await editor.ok(folderAdd, { parent_id: uuid, name: 'Theirs' })
  await editor.ok(folderStudyAdd, { uuid: inner.uuid, study_id: [other] })
  expect(await owner.ok(folderGet, { uuid: inner.uuid })).toMatchObject({ own: 1, study_count: 1 })
  expect(await editor.refused(folderDelete, { uuid })).toBe('NOT_PERMITTED')
  expect((await editor.ok(folderDelete, { uuid: inner.uuid })).deleted).toBe(1)
})

test('a link opens a folder for guests: title, password, download, and what comes into it later', async () => {
  const { uuid } = await owner.ok(folderAdd, { account_id: place.uuid, name: 'For the patient’s doctor' })
  await owner.ok(folderStudyAdd, { uuid, study_id: [study] })
  const link = await owner.ok(linkAdd, {
    folder_id: uuid,
    action: 'STUDY_LIST',
    title: 'Images of the knee',
    description: 'Before and after',
    password: 'a-password-of-16',
    skip_email_prompt: 1,
    minutes_alive: 60,
    download: 1,
  })
  expect((await owner.ok(folderGet, { uuid })).is_shared).toBe(1)
  expect((await owner.ok(linkList, { folder_id: uuid })).links).toMatchObject([
    { title: 'Images of the knee', folder_name: 'For the patient’s doctor', download: 1, has_password: 1 },
  ])
  expect((await server.call(linkStatus, { uuid: link.uuid })).body).toMatchObject({
    title: 'Images of the knee',
    description: 'Before and after',
  })
  expect((await server.call(linkSession, { uuid: link.uuid, password: 'no' })).body.error_type).toBe(
    'INVALID_CREDENTIALS',
  )
  const why = await owner.ok(studyAccessExplain, { uuid: study, user_id: owner.user_id })
  expect(why.links).toMatchObject([{ uuid: link.uuid, description: 'Images of the knee' }])
  const visit = await server.call(linkSession, { uuid: link.uuid, password: 'a-password-of-16' })
  expect(visit.body).toMatchObject({ action: 'STUDY_LIST', study_count: 1 })
  const guest = { sid: visit.body.sid ?? '' }
  expect((await server.call(sessionUser, {}, guest)).body.guest).toMatchObject({
    title: 'Images of the knee',
    folder_name: 'For the patient’s doctor',
    download: 1,
  })
  const seen = async () =>
    (await server.call(studyList, {}, guest)).body.studies?.map((one) => one.uuid).toSorted()
  expect(await seen()).toEqual([study])
  await owner.ok(folderStudyAdd, { uuid, study_id: [other] })
  expect(await seen()).toEqual([study, other].toSorted())
  const download = await server.app.inject({
    url: `/api/v3/storage/study/${place.namespace}/${FILE.studyUID}/download?bundle=dicom`,
    headers: { 'x-ambrahealth-sid': guest.sid },
  })
  expect(download.statusCode).toBe(200)
  await owner.ok(folderDelete, { uuid })
  expect(await seen()).toEqual([])
})

test('a link fills a folder: what guests upload lands in the place and in the folder', async () => {
  const { uuid } = await owner.ok(folderAdd, { account_id: place.uuid, name: 'Incoming' })
  expect(await owner.refused(linkAdd, { folder_id: uuid, action: 'STUDY_UPLOAD' })).toBe('INVALID_ACTION')
  const link = await owner.ok(linkAdd, {
    folder_id: uuid,
    namespace_id: place.place,
    action: 'STUDY_UPLOAD',
    skip_email_prompt: 1,
  })
  const guest = { sid: (await server.call(linkSession, { uuid: link.uuid })).body.sid ?? '' }
  const added = await server.call(
    studyAdd,
    { study_uid: '1.7.9', storage_namespace: place.place, phi_namespace: place.place },
    guest,
  )
  expect(added.code).toBe(200)
  expect(await owner.ok(folderGet, { uuid })).toMatchObject({ study_count: 1 })
  expect(
    (await owner.ok(studyList, { 'filter.folder_id.in': JSON.stringify([uuid]) })).studies.map(
      (one) => one.uuid,
    ),
  ).toEqual([added.body.uuid])
})

test('who may upload into a folder puts in what they have uploaded, and nothing else', async () => {
  const { uuid } = await owner.ok(folderAdd, { account_id: place.uuid, name: 'Fill me' })
  const sender = await server.person(place.account, 'admin', { global: true })
  await owner.ok(folderShareAdd, { uuid, user_id: sender.user_id, may_upload: 1 })
  const sent = await sender.ok(studyAdd, {
    study_uid: '1.7.10',
    storage_namespace: place.namespace,
    phi_namespace: place.namespace,
  })
  expect((await sender.ok(folderStudyAdd, { uuid, study_id: [sent.uuid] })).added).toBe(1)
  expect(await sender.refused(folderStudyAdd, { uuid, study_id: [study] })).toBe('NOT_PERMITTED')
})

test('whoever leaves the account leaves their folders to those who use them', async () => {
  const leaver = await server.person(place.account, 'admin', { global: true })
  const shared = await leaver.ok(folderAdd, { account_id: place.uuid, name: 'Shared by a leaver' })
  const inner = await leaver.ok(folderAdd, { parent_id: shared.uuid, name: 'Inner' })
  const alone = await leaver.ok(folderAdd, { account_id: place.uuid, name: 'A leaver alone' })
  await leaver.ok(folderShareAdd, { uuid: shared.uuid, user_id: restricted.user_id })
  const editor = await server.person(place.account, 'user', { role_id: restrictedRole })
  await leaver.ok(folderShareAdd, { uuid: shared.uuid, user_id: editor.user_id, may_edit: 1 })
  expect(await owner.refused(folderGet, { uuid: alone.uuid })).toBe('NOT_FOUND')
  await owner.ok(accountUserDelete, { uuid: place.uuid, user_id: leaver.user_id })
  for (const uuid of [shared.uuid, inner.uuid])
    expect((await editor.ok(folderGet, { uuid })).owner_id).toBe(editor.user_id)
  expect((await restricted.ok(folderGet, { uuid: inner.uuid })).may_edit).toBe(0)
  expect((await owner.ok(folderGet, { uuid: alone.uuid })).owner_id).toBe(owner.user_id)
  const { events } = await owner.ok(auditObject, { uuid: alone.uuid })
  expect(events?.map(({ action }) => action)).toContain('INHERIT')
})
