import { expect, test } from 'vitest'
import { accountList, accountSettings } from '#contract/account.ts'
import { annotationGet } from '#contract/annotation.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd, customfieldMappingGet } from '#contract/customfield.ts'
import { filterGet } from '#contract/filter.ts'
import { groupAdd, groupGet } from '#contract/group.ts'
import { keyimageGet } from '#contract/keyimage.ts'
import { messageList } from '#contract/message.ts'
import { nodeAdd, nodeConfiguration, nodeGet, nodePing } from '#contract/node.ts'
import { roleAdd } from '#contract/role.ts'
import { studyCommentGet } from '#contract/study/comment.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyExists, studyGet } from '#contract/study/read.ts'
import { tagAdd, tagList } from '#contract/tag.ts'
import { userNamespaceList } from '#contract/user.ts'
import { testServer } from '../testing/server.ts'
import { UID } from '../testing/tenancy/samples.ts'
import { tenancyWorld } from '../testing/tenancy/world.ts'

/** What is another account’s where that is not said by NOT_FOUND: what is added, listed, stored. */

const server = testServer()
const world = tenancyWorld(server)
const { id } = world

test('adding to another account finds no account, namespace or role', async () => {
  expect(
    await world.stranger.refused(studyAdd, {
      study_uid: '1.9',
      storage_namespace: id.namespace,
      phi_namespace: id.namespace,
    }),
  ).toBe('NAMESPACE_NOT_FOUND')
  expect(await world.stranger.refused(roleAdd, { account_id: id.account, name: 'x' })).toBe(
    'ACCOUNT_NOT_FOUND',
  )
  expect(await world.stranger.refused(groupAdd, { account_id: id.account, name: 'x' })).toBe(
    'ACCOUNT_NOT_FOUND',
  )
  expect(
    await world.stranger.refused(customfieldAdd, { account_id: id.account, name: 'x', object: 'Study' }),
  ).toBe('ACCOUNT_NOT_FOUND')
  const node = { name: 'x', type: 'HARVESTER' }
  expect(await world.stranger.refused(nodeAdd, { account_id: id.account, ...node })).toBe('ACCOUNT_NOT_FOUND')
  expect(await world.stranger.refused(nodeAdd, { group_id: id.group, ...node })).toBe('ACCOUNT_NOT_FOUND')
  expect(await world.stranger.refused(nodeAdd, { location_id: id.location, ...node })).toBe(
    'ACCOUNT_NOT_FOUND',
  )
})

test('a gateway asks for nothing of another, and a user for nothing of a gateway', async () => {
  for (const command of [nodePing, nodeConfiguration])
    expect((await server.call(command, { uuid: id.node }, { sid: world.stranger.sid })).code).toBe(401)
  const { body } = await server.call(nodeConfiguration, { uuid: id.node }, { gateway: world.gateway })
  expect(body.storage_namespace).not.toBe(id.namespace)
  expect((await server.call(nodeGet, { uuid: id.node }, { gateway: world.gateway })).body.uuid).toBe(
    world.gateway.uuid,
  )
})

test('lists of a stranger hold nothing of the account', async () => {
  expect((await world.stranger.ok(studyList, {})).studies).toEqual([])
  expect(
    (await world.stranger.ok(studyList, { 'filter.phi_namespace.equals': id.namespace })).studies,
  ).toEqual([])
  expect((await world.stranger.ok(messageList, {})).messages).toEqual([])
  expect((await world.stranger.ok(studyExists, { uuid: id.study })).exists).toBe(0)
  expect((await world.stranger.ok(accountList, {})).accounts.map((account) => account.uuid)).not.toContain(
    id.account,
  )
  expect((await world.stranger.ok(userNamespaceList, {})).namespaces.map((one) => one.uuid)).not.toContain(
    id.namespace,
  )
  await world.owner.ok(tagAdd, { object: 'Study', object_id: id.study, tag: 'secret' })
  expect((await world.stranger.ok(tagList, { object: 'Study' })).tags).toEqual([])
})

test('a stranger reads only the settings that anybody may', async () => {
  const { settings } = await world.stranger.ok(accountSettings, { account_id: id.account })
  expect(settings).not.toHaveProperty('study_status_tags')
  expect((await world.owner.ok(accountSettings, { account_id: id.account })).settings).toHaveProperty(
    'study_status_tags',
  )
})

test('the same commands work for the account’s own admin', async () => {
  await world.owner.ok(studyGet, { uuid: id.study })
  await world.owner.ok(annotationGet, { uuid: id.annotation })
  await world.owner.ok(keyimageGet, { uuid: id.keyimage })
  await world.owner.ok(filterGet, { uuid: id.filter })
  await world.owner.ok(customfieldMappingGet, { uuid: id.mapping })
  await world.owner.ok(groupGet, { uuid: id.group })
  await world.owner.ok(studyCommentGet, { uuid: id.comment })
  expect(
    (await world.owner.ok(auditObject, { uuid: id.study })).events?.map((event) => event.action),
  ).toContain('ADD')
})

test('storage and DICOMweb know nothing of the study either', async () => {
  for (const url of [
    `/dicomweb/studies/${UID}/metadata`,
    `/dicomweb/namespaces/${id.namespace}/studies`,
    `/api/v3/storage/study/${id.namespace}/${UID}/schema`,
  ]) {
    const answer = await server.app.inject({ url, headers: { 'x-ambrahealth-sid': world.stranger.sid } })
    expect([401, 403, 404], url).toContain(answer.statusCode)
  }
  const search = await server.app.inject({
    url: `/dicomweb/studies?StudyInstanceUID=${UID}`,
    headers: { 'x-ambrahealth-sid': world.stranger.sid },
  })
  expect([200, 204]).toContain(search.statusCode)
  expect(search.payload === '' || search.payload === '[]').toBe(true)
})
