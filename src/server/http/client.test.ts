import { expect, test } from 'vitest'
import { accountAdd, accountDelete, accountList } from '#contract/account.ts'
import { groupAdd, groupDelete } from '#contract/group.ts'
import { jobGet } from '#contract/job.ts'
import { roleAdd, roleList } from '#contract/role.ts'
import { studyAdd, studyDelete, studySync } from '#contract/study/edit.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { part10File } from '../demo/part10.ts'
import { testServer } from '../testing/server.ts'

/** The way that existing clients of the v3 APIs go: an account, a group, an upload through storage, and all away again. */

const server = testServer()

const image = (study_uid: string, n: number) =>
  part10File({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: `${study_uid}.1.${n}`,
    StudyInstanceUID: study_uid,
    SeriesInstanceUID: `${study_uid}.1`,
    Modality: 'CT',
    PatientName: 'Doe^Jane',
    PatientID: '4711',
    InstanceNumber: n,
    Rows: 2,
    Columns: 2,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 0,
    PixelData: Buffer.from([1, 0, 2, 0, 3, 0, 4, 0]),
  })

test('an account is made, filled, emptied and removed', async () => {
  const sysadmin = await server.person(undefined, 'user', { sysadmin: true })
  const { uuid: account_id, namespace_id } = await sysadmin.ok(accountAdd, { name: 'Client account' })
  expect(await sysadmin.refused(accountAdd, { name: 'client ACCOUNT' })).toBe('DUPLICATE_NAME')
  const roles = await sysadmin.ok(roleList, { account_id, 'filter.name.equals': 'Administrator' })
  expect(roles.roles.map((role) => role.name)).toEqual(['Administrator'])
  expect((await sysadmin.ok(accountList, { 'filter.name.equals': 'Client account' })).accounts).toHaveLength(
    1,
  )
  const broken = await server.app.inject({
    method: 'POST',
    url: `/api/v3${roleAdd.path}`,
    payload: { sid: sysadmin.sid, account_id, name: 'X', settings: '{' },
  })
  expect(broken.json()).toMatchObject({ error_type: ['INVALID_JSON', 'settings'] })

  const group = await sysadmin.ok(groupAdd, { account_id, name: 'Ward' })
  const study_uid = '1.2.826.0.1.7'
  const place = { study_uid, storage_namespace: group.namespace_id, phi_namespace: group.namespace_id }

  // An image before its study is kept, and shows once the study is added.
  const post = (n: number, extra: Record<string, string> = {}) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v3/storage/namespace/${group.namespace_id}/image?sid=${sysadmin.sid}&study_uid=${study_uid}`,
      headers: { 'content-type': 'application/octet-stream', ...extra },
      payload: image(study_uid, n),
    })
  const first = await post(1, { 'x-ambrahealth-job-id': 'job-1' })
  expect(first.statusCode).toBe(202)
  expect(first.json()).toMatchObject({
    study_uid,
    image_uid: `${study_uid}.1.1`,
    namespace: group.namespace_id,
  })
  expect((await sysadmin.ok(studyList, {})).studies).toEqual([])
  const { uuid, engine_fqdn } = await sysadmin.ok(studyAdd, place)
  expect(engine_fqdn).toMatch(/:\d+$/)
  await post(2)
  await sysadmin.ok(studySync, { uuid, image_count: 99 })
  expect(await sysadmin.refused(studySync, { uuid, image_count: 99 })).toBe('BLOCKED')
  const study = await sysadmin.ok(studyGet, { study_uid, storage_namespace: group.namespace_id })
  expect(study).toMatchObject({ uuid, phantom: 0, image_count: 2, patient_name: 'Doe^Jane', modality: 'CT' })
  expect(study.created).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6}\+00$/)
  expect(['DONE', 'FINISHED']).toContain((await sysadmin.ok(jobGet, { id: 'job-1' })).state)
  expect(await sysadmin.refused(jobGet, { id: 'job-2' })).toBe('NOT_FOUND')

  const schema = await server.app.inject({
    url: `/host/${engine_fqdn}/api/v3/storage/study/${group.namespace_id}/${study_uid}/schema?sid=${sysadmin.sid}`,
  })
  expect(schema.statusCode).toBe(200)
  expect(JSON.stringify(schema.json())).toContain(`${study_uid}.1.2`)

  expect(await sysadmin.refused(groupDelete, { uuid: group.uuid })).toBe('NOT_EMPTY')
  expect(await sysadmin.refused(accountDelete, { uuid: account_id })).toBe('NOT_EMPTY')
  // Storage forgets the images, services keep the record until it is deleted.
  const removed = await server.app.inject({
    method: 'DELETE',
    url: `/api/v3/storage/study/${group.namespace_id}/${study_uid}?sid=${sysadmin.sid}`,
  })
  expect(removed.statusCode).toBe(202)
  await sysadmin.ok(studyDelete, { uuid })
  expect((await sysadmin.ok(studyCount, { 'filter.phi_namespace.equals': group.namespace_id })).count).toBe(0)
  // The same UID again, within seconds.
  const again = await sysadmin.ok(studyAdd, place)
  expect(again.uuid).not.toBe(uuid)
  await post(1)
  await sysadmin.ok(studySync, { uuid: again.uuid, image_count: 1 })
  expect((await sysadmin.ok(studyGet, { uuid: again.uuid })).image_count).toBe(1)
  await sysadmin.ok(studyDelete, { uuid: again.uuid })
  await sysadmin.ok(groupDelete, { uuid: group.uuid })
  const gone = await server.app.inject({
    method: 'POST',
    url: '/api/v3/account/delete/',
    payload: { sid: sysadmin.sid, uuid: account_id },
  })
  expect(gone.json()).toMatchObject({ status: 'OK' })
  expect((await sysadmin.ok(accountList, { 'filter.name.equals': 'Client account' })).accounts).toEqual([])
  expect(namespace_id).not.toBe(group.namespace_id)
})
