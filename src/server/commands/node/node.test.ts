import { expect, test } from 'vitest'
import { accountMd5Counter, accountSet } from '#contract/account.ts'
import { groupAdd, groupSet } from '#contract/group.ts'
import { namespacePermissions, namespaceShareCode } from '#contract/namespace.ts'
import {
  nodeAdd,
  nodeConfiguration,
  nodeDelete,
  nodeGet,
  nodeList,
  nodePing,
  nodeSet,
} from '#contract/node.ts'
import { studyAdd, studyDelete, studySet, studySync } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { userGet } from '#contract/user.ts'
import { nodeMonitor } from '../../jobs/node_monitor.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

/** An account with a gateway in one of its groups. */
async function practice() {
  const account = await server.account()
  const admin = await server.person(account, 'admin', { global: true })
  const group = await admin.ok(groupAdd, { account_id: account.uuid, name: 'Radiology' })
  const node = await admin.ok(nodeAdd, { group_id: group.uuid, name: 'Basement', type: 'HARVESTER' })
  const place = { storage_namespace: group.namespace_id, phi_namespace: group.namespace_id }
  return { account, admin, group, node, place }
}

test('a gateway brings studies into its place, changes and takes back what is there, and goes no further', async () => {
  const { account, admin, group, node, place } = await practice()
  const by = { gateway: node }
  await admin.ok(groupSet, { uuid: group.uuid, must_approve_harvest: 1 })
  const study = { study_uid: '1.2.3.1', ...place }
  const added = await server.call(studyAdd, { ...study, patient_name: 'Doe^Jane' }, by)
  expect(added.body.status).toBe('OK')
  const { uuid } = added.body
  const [listed] = (await admin.ok(studyList, { 'filter.uuid.equals': uuid })).studies
  expect(listed).toMatchObject({ source: 'harvest', must_approve: 1 })

  await server.services.pool.query('update study set phantom = false where uuid = $1', [uuid])
  expect((await server.call(studySet, { ...study, patient_name: 'Doe^Ann' }, by)).body.status).toBe('OK')
  expect((await server.call(studyGet, { uuid }, by)).body).toMatchObject({ patient_name: 'Doe^Ann' })
  expect((await server.call(studySync, { study_id: uuid, image_count: 0 }, by)).body.status).toBe('OK')
  const counted = await server.call(accountMd5Counter, { uuid: account.uuid, md5: 'x' }, by)
  expect(counted.body).toMatchObject({ counter: 1 })
  const rights = await server.call(namespacePermissions, { namespace_id: group.namespace_id }, by)
  expect(rights.body).toMatchObject({ study_upload: 1, study_share: 0, study_download: 0 })

  // The account's own namespace is not the group's.
  const elsewhere = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const strange = await server.call(studyAdd, { study_uid: '1.2.3.2', ...elsewhere }, by)
  expect(strange.body.error_type).toBe('NAMESPACE_NOT_FOUND')
  expect((await server.call(studyDelete, { uuid }, by)).body.status).toBe('OK')
  expect((await admin.ok(studyList, { 'filter.uuid.equals': uuid })).studies).toEqual([])
})

test('a wrong serial number, a deleted gateway and a command that is not theirs are 401', async () => {
  const { admin, node } = await practice()
  const get = (gateway?: typeof node) => server.call(nodeGet, { uuid: node.uuid }, gateway ? { gateway } : {})
  expect((await get(node)).body).toMatchObject({ name: 'Basement', serial_no: node.serial_no, has_access: 1 })
  const wrong = { ...node, serial_no: node.serial_no.replace(/.$/, 'x') }
  expect((await get(wrong)).code).toBe(401)
  expect((await get()).code).toBe(401)
  expect((await server.call(userGet, {}, { gateway: node })).code).toBe(401)
  expect((await server.call(namespaceShareCode, { share_code: 'x' }, { gateway: wrong })).code).toBe(401)
  await admin.ok(nodeDelete, { uuid: node.uuid })
  expect((await get(node)).code).toBe(401)
  expect(await admin.refused(nodeGet, { uuid: node.uuid })).toBe('NOT_FOUND')
})

test('a gateway reads its configuration, and is told once to reload it', async () => {
  const { account, admin, group, node } = await practice()
  await admin.ok(accountSet, { uuid: account.uuid, settings: { study_search_modifiers: '{"a":1}' } })
  await admin.ok(nodeSet, {
    uuid: node.uuid,
    configuration: { max_records_per_ping: '5' },
    reload_configuration: 1,
  })
  await admin.ok(nodeSet, { uuid: node.uuid, configuration: { compress: '1' } })
  const by = { gateway: node }
  expect((await server.call(nodeConfiguration, { uuid: node.uuid }, by)).body).toEqual({
    status: 'OK',
    storage_namespace: group.namespace_id,
    configuration: { max_records_per_ping: '5', compress: '1' },
    destinations: [],
    account_settings: { study_search_modifiers: '{"a":1}' },
  })
  expect((await admin.ok(nodeGet, { uuid: node.uuid })).last_ping).toBe(-1)
  expect((await server.call(nodePing, { uuid: node.uuid }, by)).body).toEqual({
    status: 'OK',
    reload_configuration: 1,
  })
  const authorization = `Basic ${Buffer.from(`${node.uuid}:${node.serial_no}`).toString('base64')}`
  const basic = await server.app.inject({ url: '/api/v3/node/ping', headers: { authorization } })
  expect(basic.json()).toEqual({ status: 'OK' })
  expect((await admin.ok(nodeGet, { uuid: node.uuid })).last_ping).toBeLessThan(60)
})

test('what a gateway is made of is checked', async () => {
  const { account, admin, group, node } = await practice()
  const made = { account_id: account.uuid, name: 'Two', type: 'HARVESTER' }
  expect(await admin.refused(nodeAdd, { ...made, type: 'TOASTER' })).toBe('INVALID_TYPE')
  expect(await admin.refused(nodeAdd, { ...made, type: 'STORAGE' })).toBe('NOT_PERMITTED')
  expect(await admin.refused(nodeAdd, { ...made, os_type: 'BEOS' })).toBe('INVALID_OS_TYPE')
  expect(await admin.refused(nodeAdd, { ...made, type: 'UTILITY', os_type: 'MACOS' })).toBe('INVALID_OS_TYPE')
  expect(await admin.refused(nodeAdd, { ...made, uuid: 'seven' })).toBe('INVALID_UUID')
  expect(await admin.refused(nodeAdd, { ...made, uuid: node.uuid })).toBe('INVALID_UUID')
  expect(await admin.refused(nodeAdd, { ...made, group_id: group.uuid })).toBe('INVALID_LINKAGE')
  expect(await admin.refused(nodeAdd, { ...made, primary_node_id: node.uuid })).toBe('PRIMARY_NODE_NOT_FOUND')
  expect(await admin.refused(nodeSet, { uuid: node.uuid, settings: { pin_required: '1' } })).toBe(
    'NO_NODE_OVERRIDE',
  )
  expect(await admin.refused(nodeSet, { uuid: node.uuid, monitor_node_ping: 1 })).toBe(
    'INVALID_CONFIGURATION',
  )
  const other = await admin.ok(nodeAdd, { ...made, group_id: undefined, uuid: account.uuid })
  expect(other.uuid).toBe(account.uuid)
  const { nodes } = await admin.ok(nodeList, { account_id: account.uuid, sort_by: 'name-desc' })
  expect(nodes.map(({ name }) => name)).toEqual(['Two', 'Basement'])
  const member = await server.person(account)
  expect(await member.refused(nodeList, { account_id: account.uuid })).toBe('NOT_PERMITTED')
  expect((await member.ok(nodeList, {})).nodes).toEqual([])
  expect(await member.ok(nodeGet, { uuid: node.uuid })).toMatchObject({ serial_no: null, has_access: 0 })
})

test('somebody is told once when a gateway falls silent, and again only after it has been heard', async () => {
  const { admin, node } = await practice()
  const { pool } = server.services
  await admin.ok(nodeSet, {
    uuid: node.uuid,
    monitor_node_ping: 1,
    monitor_node_ping_threshold: 5,
    monitor_email: 'night@example.org, day@example.org',
  })
  const mails = async () => {
    await nodeMonitor.run(server.services, {})
    const { rows } = await pool.query(
      "select recipient from mail where subject = 'Gateway Basement does not answer' order by 1",
    )
    return rows.length
  }
  expect(await mails()).toBe(0)
  await pool.query("update node set created = now() - interval '6 minutes' where uuid = $1", [node.uuid])
  expect(await mails()).toBe(2)
  expect(await mails()).toBe(2)
  await server.call(nodePing, { uuid: node.uuid }, { gateway: node })
  expect(await mails()).toBe(2)
  await pool.query("update node set pinged = now() - interval '6 minutes' where uuid = $1", [node.uuid])
  expect(await mails()).toBe(4)
})
