import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { groupAdd, groupDelete, groupSet } from '#contract/group.ts'
import { jobGet } from '#contract/job.ts'
import { roleSet } from '#contract/role.ts'
import { studyClone, studyDuplicate, studySplit, studyTake } from '#contract/study/copy.ts'
import { studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyShare, studyShareList, studyShareStop } from '#contract/study/share.ts'
import { CT_IMAGE, type FileOptions } from '../../dicom/testing/build.ts'
import { RLE_LOSSLESS } from '../../dicom/transfer-syntax.ts'
import { explicitElement, textValue } from '../../dicom/write.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { studyCopy } from '../../jobs/study_copy.ts'
import { clinic as clinicOf, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)
let made = 0

const COPIES = { study_share: 1, study_duplicate: 1, study_clone: 1, study_split: 1, study_take: 1 } as const
const clinic = () => clinicOf(server, COPIES)

/** Two series, the second compressed, whose images refer to the first. */
async function stored(who: Person, namespace: string, patient: FileOptions = {}) {
  made += 1
  const study_uid = `1.7.${made}`
  const file = {
    studyUID: study_uid,
    sopClassUID: CT_IMAGE,
    patientID: 'P1',
    patientName: 'Doe^Jane',
    ...patient,
  }
  const refers = Buffer.concat([
    explicitElement(0x00081150, 'UI', textValue(CT_IMAGE, 'UI')),
    explicitElement(0x00081155, 'UI', textValue(`${study_uid}.1.1`, 'UI')),
  ])
  const item = Buffer.concat([Buffer.from([0xfe, 0xff, 0x00, 0xe0, refers.length, 0, 0, 0]), refers])
  await stow(server, who, namespace, [
    { ...file, seriesUID: `${study_uid}.1`, sopUID: `${study_uid}.1.1`, instanceNumber: 1 },
    { ...file, seriesUID: `${study_uid}.1`, sopUID: `${study_uid}.1.2`, instanceNumber: 2 },
    {
      ...file,
      seriesUID: `${study_uid}.2`,
      sopUID: `${study_uid}.2.1`,
      seriesNumber: 2,
      transferSyntaxUID: RLE_LOSSLESS,
      extra: [
        { tag: 0x00081140, vr: 'SQ', value: item },
        { tag: 0x00091001, vr: 'LO', value: textValue('Doe', 'LO') },
      ],
    },
  ])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
  const { rows } = await query('select uuid from study where study_uid = $1', [study_uid])
  return { uuid: String(rows[0].uuid), study_uid }
}

const metadata = async (who: Person, namespace: string, study_uid: string) => {
  const answer = await server.app.inject({
    url: `/dicomweb/namespaces/${namespace}/studies/${study_uid}/metadata`,
    headers: { 'x-ambrahealth-sid': who.sid },
  })
  expect(answer.statusCode).toBe(200)
  return answer.json<Record<string, { Value?: unknown[] } | undefined>[]>()
}

const pixels = async (who: Person, namespace: string, uids: readonly unknown[]) => {
  const [study, series, image] = uids
  const answer = await server.app.inject({
    url: `/dicomweb/namespaces/${namespace}/studies/${study}/series/${series}/instances/${image}/frames/1`,
    headers: { 'x-ambrahealth-sid': who.sid, accept: 'multipart/related; type="application/octet-stream"' },
  })
  expect(answer.statusCode).toBe(200)
  const body = answer.rawPayload
  return body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf('\r\n--')).toString('base64')
}

const named = (json: Record<string, { Value?: unknown[] } | undefined>, tag: string) => json[tag]?.Value?.[0]
const inPlace = async (who: Person, namespace: string) =>
  (await who.ok(studyList, { 'filter.phi_namespace.equals': namespace, sort_by: 'created-asc' })).studies

test('a duplicate has images of its own, and takes no room in the store', async () => {
  const { admin, namespace, place, group } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  await admin.ok(studySet, { study_id: uuid, patient_name: 'Doe^Edited' })
  const before = await query('select count(distinct hash)::int as n from stored_instance')
  expect(await admin.ok(studyDuplicate, { uuid, namespace_id: place })).toEqual({})
  expect((await query('select count(distinct hash)::int as n from stored_instance')).rows).toEqual(
    before.rows,
  )
  const [copy] = await inPlace(admin, place)
  expect(copy).toMatchObject({
    study_uid,
    storage_namespace: place,
    patient_name: 'Doe^Edited',
    image_count: 3,
    phantom: 0,
    source: 'duplicate',
  })
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: place })).toBe('ALREADY_EXISTS')
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: namespace, overwrite: 1 })).toBe(
    'ALREADY_EXISTS',
  )
  // A copy is not a share: it is listed where asked for, and nobody stops it.
  expect((await admin.ok(studyShareList, { uuid })).group_id).toEqual([])
  expect((await admin.ok(studyShareList, { uuid, include_copies: 1, name: 1 })).group_id).toMatchObject([
    { uuid: group, action: 'copy' },
  ])
  expect(await admin.refused(studyShareStop, { uuid, group_id: group })).toBe('NOT_FOUND')
  // The copy outlives the original's images.
  await server.app.inject({
    method: 'DELETE',
    url: `/api/v3/storage/study/${namespace}/${study_uid}`,
    headers: { 'x-ambrahealth-sid': admin.sid },
  })
  expect(await metadata(admin, place, study_uid)).toHaveLength(3)
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: place, overwrite: 1 })).toBe('FAILED')
  expect(await inPlace(admin, place)).toHaveLength(1)
})

test('a duplicate overwrites when asked, takes attachments along when asked, and waits for approval', async () => {
  const { admin, namespace, place, group } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  await query(
    `insert into attachment (storage_namespace, study_uid, phi_namespace, version, filename, mime_type, size)
     values ($1, $2, $1, 'v', 'report.pdf', 'application/pdf', 1)`,
    [namespace, study_uid],
  )
  await admin.ok(groupSet, { uuid: group, must_approve_copy: 1 })
  await admin.ok(studyShare, { uuid, group_id: group })
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: place })).toBe('ALREADY_EXISTS')
  await admin.ok(studyDuplicate, { uuid, namespace_id: place, overwrite: 1, include_attachments: 1 })
  const studies = await inPlace(admin, place)
  expect(studies).toMatchObject([{ storage_namespace: place, must_approve: 1 }])
  const { rows } = await query('select filename from attachment where storage_namespace = $1', [place])
  expect(rows).toEqual([{ filename: 'report.pdf' }])
  await query('update study set is_frozen = true where uuid = $1', [studies[0]?.uuid])
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: place, overwrite: 1 })).toBe(
    'ALREADY_EXISTS',
  )
})

test('a copy never changes images that another place has a record of', async () => {
  const { admin, namespace, place, uuid: account_id } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  await admin.ok(studyDuplicate, { uuid, namespace_id: place })
  const { rows } = await query('select uuid from study where study_uid = $1 and phi_namespace = $2', [
    study_uid,
    place,
  ])
  const other = await admin.ok(groupAdd, { account_id, name: 'Third' })
  await admin.ok(studyShare, { uuid: rows[0].uuid, group_id: other.uuid })
  await query('update study set deleted = now() where uuid = $1', [rows[0].uuid])
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: place, overwrite: 1 })).toBe(
    'ALREADY_EXISTS',
  )
})

test('a duplicate without PHI names nobody, in its record and in its images', async () => {
  const { admin, namespace, place } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  const { job_id = '' } = await admin.ok(studyDuplicate, { uuid, namespace_id: place, exclude_phi: 1 })
  expect(await admin.ok(jobGet, { id: job_id })).toMatchObject({ state: 'SCHEDULED', done: 0, total: 3 })
  await studyCopy.run(server.services, { copy: job_id })
  expect(await admin.ok(jobGet, { id: job_id })).toMatchObject({ state: 'DONE', done: 3, total: 3 })
  await notifyStudy(server.services, { storage_namespace: place, study_uid })
  const [copy] = await inPlace(admin, place)
  expect(copy).toMatchObject({
    patient_name: null,
    patientid: null,
    phantom: 0,
    image_count: 3,
    modality: 'OT',
  })
  const images = await metadata(admin, place, study_uid)
  expect(JSON.stringify(images)).not.toMatch(/Doe|P1/)
  expect(images.map((one) => one['00091001'])).toEqual([undefined, undefined, undefined])
  const uids = [study_uid, `${study_uid}.2`, `${study_uid}.2.1`]
  expect(await pixels(admin, place, uids)).toBe(await pixels(admin, namespace, uids))
})

test('duplicating needs a right at either end, and a place that is there', async () => {
  const { account, admin, namespace, place, group } = await clinic()
  const { uuid } = await stored(admin, namespace)
  const elsewhere = await clinic()
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: elsewhere.place })).toBe('NOT_FOUND')
  expect(await elsewhere.admin.refused(studyDuplicate, { uuid, namespace_id: elsewhere.place })).toBe(
    'NOT_FOUND',
  )
  const reader = await server.person(account, 'user', { global: true })
  await admin.ok(roleSet, { uuid: account.roles.user, permissions: { study_upload: 0 } })
  expect(await reader.refused(studyDuplicate, { uuid, namespace_id: place })).toBe('NOT_PERMITTED')
  await admin.ok(roleSet, { uuid: account.roles.user, permissions: { study_upload: 1, study_duplicate: 0 } })
  expect(await reader.refused(studyDuplicate, { uuid, namespace_id: place })).toBe('NOT_PERMITTED')
  await admin.ok(groupDelete, { uuid: group })
  expect(await admin.refused(studyDuplicate, { uuid, namespace_id: place })).toBe('NO_DESTINATION')
})

test('a clone has a new UID, and new ones below it where asked, that refer to each other', async () => {
  const { admin, namespace } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  const clone = await admin.ok(studyClone, { uuid, new_series_uids: 1, new_image_uids: 1 })
  expect(clone.study_uid).toMatch(/^2\.25\.\d+$/)
  await studyCopy.run(server.services, { copy: clone.job_id ?? '' })
  // Run twice, as a worker that was stopped would: nothing is written again.
  await query("update study_copy set state = 'RUNNING' where uuid = $1", [clone.job_id])
  await studyCopy.run(server.services, { copy: clone.job_id ?? '' })
  const images = await metadata(admin, namespace, clone.study_uid)
  const before = await metadata(admin, namespace, study_uid)
  expect(images).toHaveLength(3)
  const uids = (tag: string, of = images) => of.map((one) => String(named(one, tag)))
  expect(new Set(uids('0020000E')).size).toBe(2)
  for (const tag of ['0020000D', '0020000E', '00080018'])
    expect(uids(tag).filter((uid) => uids(tag, before).includes(uid))).toEqual([])
  const third = images.find((one) => one['00081140'])
  expect(JSON.stringify(third?.['00081140'])).toContain(uids('00080018')[0])
  const at = (json: typeof images, n: number) =>
    ['0020000D', '0020000E', '00080018'].map((tag) => named(json[n] ?? {}, tag))
  for (const n of [0, 2])
    expect(await pixels(admin, namespace, at(images, n))).toBe(await pixels(admin, namespace, at(before, n)))
})

test('a clone keeps what is not asked for, and goes no further than its account', async () => {
  const { account, admin, namespace, place } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  expect((await admin.call(studyClone, { uuid, study_uid: '1.2.3' })).body).toMatchObject({
    error_type: 'MISSING_FIELDS',
    error_subtype: ['phi_namespace'],
  })
  expect(await admin.refused(studyClone, { uuid, phi_namespace: place })).toBe('MISSING_FIELDS')
  expect(await admin.refused(studyClone, { uuid, study_uid: 'x', phi_namespace: place })).toBe('FAILED')
  expect(await admin.ok(studyClone, { uuid, study_uid, phi_namespace: place })).toEqual({ study_uid })
  const images = async (where: string) =>
    (await metadata(admin, where, study_uid)).map((one) => named(one, '00080018'))
  expect(await images(place)).toEqual(await images(namespace))
  expect(await admin.refused(studyClone, { uuid, study_uid, phi_namespace: place })).toBe('ALREADY_EXISTS')
  const other = await clinic()
  const both = await server.person(account, 'admin')
  await query('insert into user_account (account_id, user_id, role_id) values ($1, $2, $3)', [
    other.uuid,
    both.user_id,
    other.account.roles.admin,
  ])
  expect(await both.refused(studyClone, { uuid, study_uid, phi_namespace: other.namespace })).toBe(
    'NOT_IN_ACCOUNT',
  )
  await admin.ok(roleSet, { uuid: account.roles.user, permissions: { study_clone: 0 } })
  const reader = await server.person(account, 'user')
  expect(await reader.refused(studyClone, { uuid })).toBe('NOT_PERMITTED')
  await query('update study set thin = true where uuid = $1', [uuid])
  expect(await admin.refused(studyClone, { uuid })).toBe('NOT_AVAILABLE')
})

test('a copy that cannot be finished leaves nothing', async () => {
  const { admin, namespace } = await clinic()
  const { uuid, study_uid } = await stored(admin, namespace)
  const { job_id = '', study_uid: copied } = await admin.ok(studyClone, { uuid })
  await server.app.inject({
    method: 'DELETE',
    url: `/api/v3/storage/study/${namespace}/${study_uid}`,
    headers: { 'x-ambrahealth-sid': admin.sid },
  })
  await studyCopy.run(server.services, { copy: job_id })
  expect(await admin.ok(jobGet, { id: job_id })).toMatchObject({ state: 'ERROR', error: 'the study is gone' })
  expect((await inPlace(admin, namespace)).map((one) => one.study_uid)).not.toContain(copied)
  const stranger = await server.person(await server.account(), 'admin')
  expect(await stranger.refused(jobGet, { id: job_id })).toBe('NOT_FOUND')
})

test('a split makes a study of each series, once in a day', async () => {
  const { admin, namespace, place } = await clinic()
  const { uuid } = await stored(admin, namespace)
  const { job_ids } = await admin.ok(studySplit, { uuid, namespace_id: place })
  expect(job_ids).toHaveLength(2)
  expect(await admin.refused(studySplit, { uuid, namespace_id: place })).toBe('RUNNING')
  for (const copy of job_ids) await studyCopy.run(server.services, { copy })
  const parts = await inPlace(admin, place)
  const counts = await Promise.all(
    parts.map(async (part) => {
      await notifyStudy(server.services, part)
      return (await metadata(admin, place, part.study_uid)).length
    }),
  )
  expect(counts.toSorted()).toEqual([1, 2])
  expect(new Set(parts.map((part) => part.patient_name))).toEqual(new Set(['Doe^Jane']))
  expect(await admin.refused(studySplit, { uuid: parts[0]?.uuid ?? '', namespace_id: place })).toBe(
    'RECENT_NAMESPACE_SPLIT',
  )
  const whole = await admin.ok(studySplit, { uuid, namespace_id: place, no_split: 1 })
  expect(whole.job_ids).toHaveLength(1)
  await query('update study set phantom = true where uuid = $1', [uuid])
  expect(await admin.refused(studySplit, { uuid, namespace_id: place })).toBe('NOT_AVAILABLE')
})

test('studies are taken from the place where they wait, each by one', async () => {
  const { admin, uuid: account_id, namespace, place } = await clinic()
  const first = await stored(admin, namespace, { patientName: 'A' })
  const second = await stored(admin, namespace, { patientName: 'B' })
  expect(await admin.refused(studyTake, { namespace_id: place })).toBe('NOT_ENABLED')
  const settings = {
    enable_take_study_feature: 1,
    take_study_source_namespace: namespace,
    take_study_sort_by: 'patient_name-desc',
  }
  await admin.ok(accountSet, { uuid: account_id, settings })
  await admin.ok(studyTake, { namespace_id: place })
  expect((await inPlace(admin, place)).map((one) => one.study_uid)).toEqual([second.study_uid])
  const more = {
    take_study_number_to_take_at_a_time: 5,
    take_study_filter: { 'filter.patient_name.equals': 'C' },
  }
  await admin.ok(accountSet, { uuid: account_id, settings: more })
  expect(await admin.refused(studyTake, { namespace_id: place })).toBe('NOTHING_TO_TAKE')
  await admin.ok(accountSet, {
    uuid: account_id,
    settings: { take_study_filter: '__DELETE__', take_study_dedup_by_field: 'patientid' },
  })
  // Both have the same patient id, and one of them is there.
  expect(await admin.refused(studyTake, { namespace_id: place })).toBe('NOTHING_TO_TAKE')
  await admin.ok(accountSet, {
    uuid: account_id,
    settings: { take_study_dedup_by_field: '__DELETE__', take_study_method: 'move' },
  })
  await admin.ok(studyTake, { namespace_id: place })
  expect((await admin.ok(studyGet, { uuid: first.uuid })).phi_namespace).toBe(place)
  const stranger = await server.person(await server.account(), 'admin')
  expect(await stranger.refused(studyTake, { namespace_id: place })).toBe('NOT_FOUND')
})

test('what arrives by itself waits where the namespace asks for it, and so does a second study of one UID', async () => {
  const { admin, uuid: account_id, namespace, place, group } = await clinic()
  await admin.ok(accountSet, { uuid: account_id, must_approve_harvest: 1 })
  const { uuid } = await stored(admin, namespace)
  const [harvested] = await inPlace(admin, namespace)
  expect(harvested).toMatchObject({ uuid, must_approve: 1 })
  const { rows } = await query('select approval_reason from study where uuid = $1', [uuid])
  expect(rows).toEqual([{ approval_reason: 'H' }])
  await admin.ok(accountSet, { uuid: account_id, settings: { must_approve_duplicate_study_uid: 1 } })
  await admin.ok(studyDuplicate, { uuid, namespace_id: place })
  const [copy] = await inPlace(admin, place)
  expect(copy?.must_approve).toBe(0)
  await admin.ok(studyShare, { uuid, group_id: group })
  const shared = (await inPlace(admin, place)).find((one) => one.storage_namespace === namespace)
  expect(shared?.must_approve).toBe(1)
})
