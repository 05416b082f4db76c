import { beforeAll, expect, test } from 'vitest'
import { accountGet, accountList, accountSettings } from '#contract/account.ts'
import {
  annotationAdd,
  annotationDelete,
  annotationGet,
  annotationList,
  annotationLock,
  annotationSet,
  annotationUnlock,
} from '#contract/annotation.ts'
import { auditObject } from '#contract/audit.ts'
import type { Command, ParamsOf } from '#contract/command.ts'
import {
  customfieldAdd,
  customfieldDelete,
  customfieldGet,
  customfieldList,
  customfieldLookup,
  customfieldMappingAdd,
  customfieldMappingDelete,
  customfieldMappingGet,
  customfieldMappingList,
  customfieldMappingSet,
  customfieldSearch,
  customfieldSet,
} from '#contract/customfield.ts'
import {
  filterAdd,
  filterDelete,
  filterGet,
  filterList,
  filterSet,
  filterShare,
  filterShareList,
} from '#contract/filter.ts'
import { groupAdd, groupDelete, groupGet, groupList, groupUserAdd } from '#contract/group.ts'
import { keyimageAdd, keyimageDelete, keyimageGet, keyimageList } from '#contract/keyimage.ts'
import { reportStatus } from '#contract/report.ts'
import { roleAdd, roleGet, roleList, roleSet } from '#contract/role.ts'
import { sessionPermissions } from '#contract/session.ts'
import { settingSet } from '#contract/setting.ts'
import { studyCommentAdd, studyCommentDelete, studyCommentGet } from '#contract/study/comment.ts'
import { studyAdd, studyAudit, studyDelete, studySet, studyStar, studySync } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyExists, studyGet, studyPermissions, studyViewerSettings } from '#contract/study/read.ts'
import { studyStatusGet, studyStatusHistory, studyStatusSet } from '#contract/study/status.ts'
import { tagAdd, tagDelete, tagList } from '#contract/tag.ts'
import { terminologyAccountOverrides, terminologySet } from '#contract/terminology.ts'
import { userGet, userNamespaceList, userSet } from '#contract/user.ts'
import { type Person, testServer } from '../testing/server.ts'

/** Tenancy: what belongs to one account is, to the admin of another, not there. */

const server = testServer()
let owner: Person
let stranger: Person
const id = {
  account: '',
  namespace: '',
  role: '',
  study: '',
  comment: '',
  annotation: '',
  keyimage: '',
  filter: '',
  customfield: '',
  other_customfield: '',
  mapping: '',
  group: '',
  group_namespace: '',
  report: '',
}

const UID = '1.2.826.0.1.42'

beforeAll(async () => {
  const account = await server.account()
  owner = await server.person(account, 'admin', { global: true })
  stranger = await server.person(await server.account(), 'admin', { global: true })
  const mark = { series_uid: '1.2', instance_uid: '1.3', frame_number: 1 }
  id.account = account.uuid
  id.namespace = account.namespace_id
  id.role = account.roles.user
  id.study = (
    await owner.ok(studyAdd, { study_uid: UID, storage_namespace: id.namespace, phi_namespace: id.namespace })
  ).uuid
  id.comment = (await owner.ok(studyCommentAdd, { study_id: id.study, body: 'secret' })).uuid
  id.annotation = (await owner.ok(annotationAdd, { study_id: id.study, ...mark, json: { secret: 1 } })).uuid
  id.keyimage = (await owner.ok(keyimageAdd, { study_id: id.study, ...mark, version: '1' })).uuid
  id.filter = (
    await owner.ok(filterAdd, { name: 'secret', type: 'study', configuration: {}, account_id: id.account })
  ).uuid
  id.customfield = (
    await owner.ok(customfieldAdd, {
      account_id: id.account,
      name: 'Secret',
      object: 'Study',
      type: 'search',
    })
  ).uuid
  id.other_customfield = (
    await owner.ok(customfieldAdd, { account_id: id.account, name: 'Other', object: 'Study' })
  ).uuid
  id.mapping = (
    await owner.ok(customfieldMappingAdd, {
      from_customfield_id: id.customfield,
      to_customfield_id: id.other_customfield,
    })
  ).uuid
  const group = await owner.ok(groupAdd, { account_id: id.account, name: 'Secret' })
  id.group = group.uuid
  id.group_namespace = group.namespace_id
  id.report = (await owner.ok(auditObject, { uuid: id.study, download: 1 })).report_id ?? ''
})

type Attempt = [string, () => Promise<unknown>]
const attempt = <C extends Command>(command: C, params: () => ParamsOf<C>): Attempt => [
  command.path,
  () => stranger.refused(command, params()),
]

const mark = { series_uid: '1.2', instance_uid: '1.3', frame_number: 1 }
const ATTEMPTS: Attempt[] = [
  attempt(sessionPermissions, () => ({ account_id: id.account })),
  attempt(userGet, () => ({ uuid: owner.user_id, account_id: id.account })),
  attempt(userSet, () => ({ uuid: owner.user_id, first: 'X' })),
  attempt(accountGet, () => ({ uuid: id.account })),
  attempt(roleList, () => ({ account_id: id.account })),
  attempt(roleGet, () => ({ uuid: id.role })),
  attempt(roleSet, () => ({ uuid: id.role, name: 'X' })),
  attempt(groupList, () => ({ account_id: id.account })),
  attempt(groupGet, () => ({ uuid: id.group })),
  attempt(groupDelete, () => ({ uuid: id.group })),
  attempt(groupUserAdd, () => ({ uuid: id.group, user_id: stranger.user_id })),
  attempt(settingSet, () => ({ key: 'x', value: 'x', account_id: id.account })),
  attempt(settingSet, () => ({ key: 'x', value: 'x', role_id: id.role })),
  attempt(studySet, () => ({ study_id: id.study, patient_name: 'X' })),
  attempt(studySet, () => ({
    study_uid: UID,
    storage_namespace: id.namespace,
    phi_namespace: id.namespace,
    patient_name: 'X',
  })),
  attempt(studyDelete, () => ({ uuid: id.study })),
  attempt(studyGet, () => ({ uuid: id.study })),
  attempt(studyGet, () => ({ study_uid: UID, storage_namespace: id.namespace })),
  attempt(studyPermissions, () => ({ uuid: id.study })),
  attempt(studyViewerSettings, () => ({ study_id: id.study })),
  attempt(studyStar, () => ({ uuid: id.study, star: 1 as const })),
  attempt(studyAudit, () => ({ uuid: id.study, action: 'STUDY_VIEW', detail: 'x' })),
  attempt(studySync, () => ({ study_id: id.study, image_count: 1 })),
  attempt(studyStatusGet, () => ({ study_id: id.study })),
  attempt(studyStatusSet, () => ({ study_id: id.study, old: 'Unread', new: 'Final' })),
  attempt(studyStatusHistory, () => ({ study_id: id.study })),
  attempt(studyCommentAdd, () => ({ study_id: id.study, body: 'x' })),
  attempt(studyCommentGet, () => ({ uuid: id.comment })),
  attempt(studyCommentDelete, () => ({ uuid: id.comment })),
  attempt(tagAdd, () => ({ object: 'Study', object_id: id.study, tag: 'x' })),
  attempt(tagAdd, () => ({ object: 'Group', object_id: id.group, tag: 'x' })),
  attempt(tagDelete, () => ({ object: 'Account', object_id: id.account, tag: 'x' })),
  attempt(annotationList, () => ({ study_id: id.study })),
  attempt(annotationAdd, () => ({ study_id: id.study, ...mark, json: {} })),
  attempt(annotationGet, () => ({ uuid: id.annotation })),
  attempt(annotationSet, () => ({ uuid: id.annotation, json: {} })),
  attempt(annotationDelete, () => ({ uuid: id.annotation })),
  attempt(annotationLock, () => ({ uuid: id.annotation })),
  attempt(annotationUnlock, () => ({ uuid: id.annotation })),
  attempt(keyimageList, () => ({ study_id: id.study })),
  attempt(keyimageAdd, () => ({ study_id: id.study, ...mark, version: '1' })),
  attempt(keyimageGet, () => ({ uuid: id.keyimage })),
  attempt(keyimageDelete, () => ({ uuid: id.keyimage })),
  attempt(filterList, () => ({ type: ['study'], account_id: id.account })),
  attempt(filterGet, () => ({ uuid: id.filter })),
  attempt(filterSet, () => ({ uuid: id.filter, name: 'x' })),
  attempt(filterDelete, () => ({ uuid: id.filter })),
  attempt(filterShare, () => ({ uuid: id.filter, user_id: stranger.user_id })),
  attempt(filterShareList, () => ({ uuid: id.filter })),
  attempt(customfieldList, () => ({ account_id: id.account })),
  attempt(customfieldGet, () => ({ uuid: id.customfield })),
  attempt(customfieldSet, () => ({ uuid: id.customfield, name: 'x' })),
  attempt(customfieldDelete, () => ({ uuid: id.customfield })),
  attempt(customfieldLookup, () => ({ account_id: id.account, name: 'Secret' })),
  attempt(customfieldSearch, () => ({ uuid: id.customfield })),
  attempt(customfieldMappingList, () => ({ account_id: id.account })),
  attempt(customfieldMappingGet, () => ({ uuid: id.mapping })),
  attempt(customfieldMappingSet, () => ({ uuid: id.mapping, name: 'x' })),
  attempt(customfieldMappingDelete, () => ({ uuid: id.mapping })),
  attempt(terminologyAccountOverrides, () => ({ account_id: id.account })),
  attempt(terminologySet, () => ({ tag: 'x', language: 'en', account_id: id.account, value: 'x' })),
  attempt(auditObject, () => ({ uuid: id.study })),
  attempt(auditObject, () => ({ uuid: owner.user_id })),
  attempt(reportStatus, () => ({ report_id: id.report })),
]

test.each(ATTEMPTS)('%s of another account is NOT_FOUND', async (_path, run) => {
  expect(await run()).toBe('NOT_FOUND')
})

test('adding to another account finds no account, namespace or role', async () => {
  expect(
    await stranger.refused(studyAdd, {
      study_uid: '1.9',
      storage_namespace: id.namespace,
      phi_namespace: id.namespace,
    }),
  ).toBe('NAMESPACE_NOT_FOUND')
  expect(await stranger.refused(roleAdd, { account_id: id.account, name: 'x' })).toBe('ACCOUNT_NOT_FOUND')
  expect(await stranger.refused(groupAdd, { account_id: id.account, name: 'x' })).toBe('ACCOUNT_NOT_FOUND')
  expect(await stranger.refused(customfieldAdd, { account_id: id.account, name: 'x', object: 'Study' })).toBe(
    'ACCOUNT_NOT_FOUND',
  )
})

test('lists of a stranger hold nothing of the account', async () => {
  expect((await stranger.ok(studyList, {})).studies).toEqual([])
  expect((await stranger.ok(studyList, { 'filter.phi_namespace.equals': id.namespace })).studies).toEqual([])
  expect((await stranger.ok(studyExists, { uuid: id.study })).exists).toBe(0)
  expect((await stranger.ok(accountList, {})).accounts.map((account) => account.uuid)).not.toContain(
    id.account,
  )
  expect((await stranger.ok(userNamespaceList, {})).namespaces.map((one) => one.uuid)).not.toContain(
    id.namespace,
  )
  await owner.ok(tagAdd, { object: 'Study', object_id: id.study, tag: 'secret' })
  expect((await stranger.ok(tagList, { object: 'Study' })).tags).toEqual([])
})

test('a stranger reads only the settings that anybody may', async () => {
  const { settings } = await stranger.ok(accountSettings, { account_id: id.account })
  expect(settings).not.toHaveProperty('study_status_tags')
  expect((await owner.ok(accountSettings, { account_id: id.account })).settings).toHaveProperty(
    'study_status_tags',
  )
})

test('the same commands work for the account’s own admin', async () => {
  await owner.ok(studyGet, { uuid: id.study })
  await owner.ok(annotationGet, { uuid: id.annotation })
  await owner.ok(keyimageGet, { uuid: id.keyimage })
  await owner.ok(filterGet, { uuid: id.filter })
  await owner.ok(customfieldMappingGet, { uuid: id.mapping })
  await owner.ok(groupGet, { uuid: id.group })
  await owner.ok(studyCommentGet, { uuid: id.comment })
  expect((await owner.ok(auditObject, { uuid: id.study })).events?.map((event) => event.action)).toContain(
    'ADD',
  )
})

test('storage and DICOMweb know nothing of the study either', async () => {
  for (const url of [
    `/dicomweb/studies/${UID}/metadata`,
    `/dicomweb/namespaces/${id.namespace}/studies`,
    `/api/v3/storage/study/${id.namespace}/${UID}/schema`,
  ]) {
    const answer = await server.app.inject({ url, headers: { 'x-ambrahealth-sid': stranger.sid } })
    expect([401, 403, 404], url).toContain(answer.statusCode)
  }
  const search = await server.app.inject({
    url: `/dicomweb/studies?StudyInstanceUID=${UID}`,
    headers: { 'x-ambrahealth-sid': stranger.sid },
  })
  expect([200, 204]).toContain(search.statusCode)
  expect(search.payload === '' || search.payload === '[]').toBe(true)
})
