import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { groupAdd, groupSet } from '#contract/group.ts'
import { namespaceSettings } from '#contract/namespace.ts'
import { patientList } from '#contract/patient.ts'
import { studyAdd, studySet, studySync } from '#contract/study/edit.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyApprove, studyShare } from '#contract/study/share.ts'
import { buildFile, type FileOptions } from '../../dicom/testing/build.ts'
import { RLE_LOSSLESS } from '../../dicom/transfer-syntax.ts'
import { textValue } from '../../dicom/write.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { clinic as clinicOf, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Settings of a namespace, and what each does. */

const server = testServer()
const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)
let made = 0

async function clinic() {
  const found = await clinicOf(server, { study_share: 1, study_download: 1 })
  const { admin, uuid } = found
  const place = (storage_namespace: string) => ({ storage_namespace, phi_namespace: storage_namespace })
  return {
    ...found,
    at: place,
    settings: async (namespace: string, given: Record<string, unknown>) => {
      const { body } = await server.call(namespaceSettings, { uuid: namespace, ...given }, { sid: admin.sid })
      return body
    },
    ofAccount: (settings: Record<string, unknown>) => admin.ok(accountSet, { uuid, settings }),
  }
}

const newUID = () => {
  made += 1
  return `1.14.${made}`
}

async function stored(who: Person, namespace: string, file: FileOptions = {}) {
  const study_uid = newUID()
  await stow(server, who, namespace, [
    { studyUID: study_uid, patientName: 'Doe^Jane', patientID: 'P1', ...file },
  ])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
  const { rows } = await query('select uuid from study where study_uid = $1 and deleted is null', [study_uid])
  return { uuid: String(rows[0].uuid), study_uid }
}

const metadata = async (who: Person, namespace: string, study_uid: string) =>
  (
    await server.app.inject({
      url: `/dicomweb/namespaces/${namespace}/studies/${study_uid}/metadata`,
      headers: { 'x-ambrahealth-sid': who.sid },
    })
  ).json<Record<string, { Value?: unknown[] } | undefined>[]>()

const PRIVATE = [
  { tag: 0x00090010, vr: 'LO', value: textValue('ACME', 'LO') },
  { tag: 0x00091001, vr: 'LO', value: textValue('secret', 'LO') },
]

test('private tags never get into storage where a place removes them on upload', async () => {
  const { admin, namespace, place, settings } = await clinic()
  await settings(namespace, { remove_private_tags_on_upload: 1 })
  for (const transferSyntaxUID of [RLE_LOSSLESS, '1.2.840.10008.1.2', '1.2.840.10008.1.2.2']) {
    const { study_uid } = await stored(admin, namespace, {
      extra: PRIVATE,
      transferSyntaxUID,
      rows: 8,
      columns: 8,
    })
    const [image] = await metadata(admin, namespace, study_uid)
    expect(image?.['00091001']).toBeUndefined()
    expect(image?.['00100020']?.Value).toEqual(['P1'])
    const { rows } = await query(
      `select encode(i.hash, 'hex') as hash from stored_instance i join stored_study s on s.id = i.stored_study_id
        where s.study_uid = $1`,
      [study_uid],
    )
    const bytes = await server.services.objects.read(rows[0].hash)
    expect(bytes.toString('latin1')).not.toContain('secret')
  }
  const kept = await stored(admin, place, { extra: PRIVATE })
  expect((await metadata(admin, place, kept.study_uid))[0]?.['00091001']?.Value).toEqual(['secret'])
})

test('a study that is there comes in as another one where a place has it so', async () => {
  const { admin, namespace, at, settings } = await clinic()
  const { study_uid, uuid } = await stored(admin, namespace)
  const add = { study_uid, ...at(namespace) }
  expect(await admin.refused(studyAdd, add)).toBe('ALREADY_EXISTS')
  await settings(namespace, { force_new_study_on_upload: 1 })
  const added = await admin.ok(studyAdd, add)
  expect(added.uuid).not.toBe(uuid)
  expect(added.study_uid).not.toBe(study_uid)
  const send = (sopUID: string) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v3/storage/namespace/${namespace}/image?sid=${admin.sid}`,
      headers: { 'content-type': 'application/dicom' },
      payload: buildFile({ studyUID: study_uid, sopUID, patientName: 'Doe^Jane', patientID: 'P1' }),
    })
  expect((await send('1.14.0.1')).json()).toMatchObject({ study_uid: added.study_uid, image_uid: '1.14.0.1' })
  // What breaks off goes on; the end of it is said by the UID that the sender knows.
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid: added.study_uid ?? '' })
  expect((await admin.call(studyAdd, add)).body).toMatchObject({
    error_type: 'ALREADY_EXISTS',
    error_subtype: added.uuid,
  })
  await send('1.14.0.2')
  await admin.ok(studySync, { ...add, image_count: 2 })
  expect((await admin.ok(studyGet, { uuid: added.uuid })).image_count).toBe(2)
  expect((await admin.ok(studyGet, { uuid })).image_count).toBe(1)
  // The next upload is a third study.
  expect((await admin.ok(studyAdd, add)).uuid).not.toBe(added.uuid)
})

test('approved studies make their patients, with names in the order of the place', async () => {
  const { admin, namespace, group, place, settings, uuid: account_id } = await clinic()
  const names = async () =>
    (await admin.ok(patientList, { account_id })).patients.map(({ name, mrn }) => `${mrn} ${name}`).toSorted()
  await stored(admin, namespace, { patientID: 'M0' })
  expect(await names()).toEqual([])
  await settings(namespace, { auto_create_patient: 1 })
  await settings(place, { auto_create_patient: 1, reverse_patient_name: 1 })
  const study = await stored(admin, namespace, { patientID: 'M1' })
  await stored(admin, namespace, { patientID: 'm1', patientName: 'Other^Name' })
  expect(await names()).toEqual(['M1 Jane Doe'])
  await groupSetApproval(admin, group)
  const waiting = await stored(admin, namespace, { patientID: 'M2', patientName: 'Roe^Ann' })
  await query('delete from patient where mrn = $1 and account_id = $2', ['M2', account_id])
  await admin.ok(studyShare, { uuid: waiting.uuid, group_id: group })
  expect(await names()).toEqual(['M1 Jane Doe'])
  const { rows } = await query('select uuid from study where phi_namespace = $1', [place])
  await admin.ok(studyApprove, { uuid: rows[0].uuid })
  expect(await names()).toEqual(['M1 Jane Doe', 'M2 Roe Ann'])
  expect(study.uuid).toBeDefined()
})

const groupSetApproval = (admin: Person, uuid: string) => admin.ok(groupSet, { uuid, must_approve: 1 })

test('what is changed in a shared study goes back to its original where both sides have it so', async () => {
  const { admin, namespace, group, place, settings, ofAccount } = await clinic()
  const sharedOf = async (study: { uuid: string; study_uid: string }) => {
    await admin.ok(studyShare, { uuid: study.uuid, group_id: group })
    const { rows } = await query('select uuid from study where study_uid = $1 and phi_namespace = $2', [
      study.study_uid,
      place,
    ])
    return String(rows[0].uuid)
  }
  const study = await stored(admin, namespace)
  const shared = await sharedOf(study)
  const change = async (study_description: string) => {
    await admin.ok(studySet, { study_id: shared, study_description })
    return (await admin.ok(studyGet, { uuid: study.uuid })).study_description
  }
  expect(await change('First')).toBe('Made for a test')
  await settings(place, { try_update_original_study_to_namespaces: namespace })
  expect(await change('Second')).toBe('Made for a test')
  await settings(namespace, { try_update_original_study_from_namespaces: `${admin.namespace_id}, ${place}` })
  expect(await change('Third')).toBe('Third')
  await settings(namespace, { try_update_original_study_from_namespaces: '__DELETE__' })
  expect(await change('Fourth')).toBe('Third')
  await ofAccount({ try_update_original_study: 1 })
  expect(await change('Fifth')).toBe('Fifth')
})

test('downloads replace what the place has replaced, whatever is asked for', async () => {
  const { admin, namespace, settings } = await clinic()
  const { study_uid } = await stored(admin, namespace)
  const names = async (more = '') => {
    const answer = await server.app.inject({
      url: `/api/v3/storage/study/${namespace}/${study_uid}/download?sid=${admin.sid}&bundle=dicom${more}`,
    })
    return Object.values(unzipSync(answer.rawPayload)).map((bytes) => Buffer.from(bytes).toString('latin1'))
  }
  expect((await names())[0]).toContain('Doe^Jane')
  const said = await settings(namespace, {
    download_anonymize: { PatientName: 'Nobody', '0010,0020': '__DELETE__' },
  })
  expect(said.download_anonymize).toEqual({ '00100010': 'Nobody', '00100020': '__DELETE__' })
  const [file] = await names('&anonymize_tags=PatientName=Doe^Jane')
  expect(file).toContain('Nobody')
  expect(file).not.toContain('Doe^Jane')
  expect(await settings(namespace, { download_anonymize: 'nonsense tag' })).toMatchObject({
    error_type: 'INVALID_SETTING_VALUE',
    error_subtype: 'download_anonymize',
  })
  await settings(namespace, { download_anonymize: {} })
  expect((await names())[0]).toContain('Doe^Jane')
})

test('a user is told once that their studies have outgrown a place', async () => {
  const { admin, namespace, settings } = await clinic()
  const mails = async () =>
    (
      await query("select recipient from mail where subject like '%grown large%' and recipient = $1", [
        admin.email,
      ])
    ).rowCount
  await stored(admin, namespace)
  const { rows } = await query('select sum(size)::int as size from study where phi_namespace = $1', [
    namespace,
  ])
  await settings(namespace, { study_size_soft_threshold_per_user: Number(rows[0].size) + 10 })
  expect(await mails()).toBe(0)
  await stored(admin, namespace)
  await stored(admin, namespace)
  expect(await mails()).toBe(1)
  expect(await settings(namespace, { study_size_soft_threshold_per_user: 'much' })).toMatchObject({
    error_type: 'INVALID_SETTING_VALUE',
  })
})

test('a place may have its own defaults for links', async () => {
  const { admin, account, settings } = await clinic()
  const group = await admin.ok(groupAdd, { account_id: account.uuid, name: 'Ward' })
  const link_defaults = JSON.stringify({ minutes_alive: 1440 })
  expect(await settings(group.namespace_id, { link_defaults })).toMatchObject({ link_defaults })
})
