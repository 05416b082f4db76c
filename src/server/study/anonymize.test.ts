import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import {
  anonymizationAdd,
  anonymizationDelete,
  anonymizationGet,
  anonymizationSet,
  anonymizationTest,
} from '#contract/anonymization.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { groupAdd } from '#contract/group.ts'
import {
  namespaceAnonymize,
  namespaceCoverpagePreview,
  namespaceSettings,
  namespaceShareCode,
} from '#contract/namespace.ts'
import { studyDuplicate } from '#contract/study/copy.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyShare } from '#contract/study/share.ts'
import { md5 } from '../dicom/anonymization.ts'
import type { FileOptions } from '../dicom/testing/build.ts'
import { EXPLICIT_LE, IMPLICIT_LE, RLE_LOSSLESS } from '../dicom/transfer-syntax.ts'
import { explicitElement, textValue } from '../dicom/write.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { studyCopy } from '../jobs/study_copy.ts'
import { clinic as clinicOf, stow } from '../testing/clinic.ts'
import { type Person, testServer } from '../testing/server.ts'

const server = testServer()
const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)
const clinic = () => clinicOf(server, { study_share: 1, study_duplicate: 1, study_download: 1 })
let made = 0

const SECRET = 'Vertraulich'
const item = (content: Buffer) =>
  Buffer.concat([Buffer.from([0xfe, 0xff, 0x00, 0xe0, content.length, 0, 0, 0]), content])

/** Two images, one compressed, that say who the patient is in three places each. */
async function stored(who: Person, namespace: string, more: FileOptions = {}) {
  made += 1
  const study_uid = `1.9.${made}`
  const file: FileOptions = {
    studyUID: study_uid,
    seriesUID: `${study_uid}.1`,
    patientName: `${SECRET}^Jane`,
    patientID: `${SECRET}7`,
    accessionNumber: 'A7',
    extra: [
      { tag: 0x00080080, vr: 'LO', value: textValue(`${SECRET} clinic`, 'LO') },
      {
        tag: 0x00400275,
        vr: 'SQ',
        value: item(explicitElement(0x00100010, 'PN', textValue(SECRET.slice(0, 10), 'PN'))),
      },
    ],
    ...more,
  }
  await stow(server, who, namespace, [
    { ...file, sopUID: `${study_uid}.1.1` },
    { ...file, sopUID: `${study_uid}.1.2`, transferSyntaxUID: RLE_LOSSLESS },
  ])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
  const { rows } = await query('select uuid from study where study_uid = $1', [study_uid])
  return { uuid: String(rows[0].uuid), study_uid }
}

const recordIn = async (namespace: string, study_uid: string): Promise<string> => {
  const { rows } = await query(
    'select uuid from study where study_uid = $1 and phi_namespace = $2 and deleted is null',
    [study_uid, namespace],
  )
  return String(rows[0]?.uuid)
}

const fetched = (who: Person, url: string, accept?: string) =>
  server.app.inject({ url, headers: { 'x-ambrahealth-sid': who.sid, ...(accept ? { accept } : {}) } })

/** Every door through which text of a file leaves, as one person sees a study in one namespace. */
async function everything(who: Person, place: string, storage: string, study_uid: string): Promise<string> {
  const web = `/dicomweb/namespaces/${place}`
  const study = `${web}/studies/${study_uid}`
  const series = `${study}/series/${study_uid}.1`
  const image = `${series}/instances/${study_uid}.1.1`
  const engine = `/api/v3/storage/study/${storage}/${study_uid}`
  const schema = await fetched(who, `${engine}/schema?phi_namespace=${place}`)
  const version = schema.json().series[0].images[0].version
  const single = `${engine}/image/${study_uid}.1.1/version/${version}`
  const file = 'multipart/related; type="application/dicom"'
  const urls: [string, string?][] = [
    [`${web}/studies?StudyInstanceUID=${study_uid}&includefield=all`],
    [`${study}/series?includefield=all`],
    [`${series}/instances?includefield=all`],
    [`${study}/metadata`],
    [`${image}/metadata`],
    [image, 'application/dicom'],
    [study, file],
    [`${series}/instances/${study_uid}.1.2`, `${file}; transfer-syntax=${EXPLICIT_LE}`],
    [
      `${web}/wado?requestType=WADO&studyUID=${study_uid}&seriesUID=${study_uid}.1&objectUID=${study_uid}.1.1&contentType=application/dicom`,
    ],
    [`${single}/json?phi_namespace=${place}`],
    [`${single}/phi?phi_namespace=${place}`],
    [`${engine}/json?phi_namespace=${place}`],
    [`${engine}/tag?phi_namespace=${place}`],
    [`/api/v3/storage/dicomweb/${storage}/studies/${study_uid}/metadata?phi_namespace=${place}`],
  ]
  const texts = await Promise.all(
    urls.map(async ([url, accept]) => {
      const answer = await fetched(who, url, accept)
      expect([url, answer.statusCode]).toEqual([url, 200])
      return answer.rawPayload.toString('latin1')
    }),
  )
  const zip = await fetched(who, `${engine}/download?bundle=dicom&phi_namespace=${place}`)
  const files = Object.values(unzipSync(zip.rawPayload)).map((bytes) => Buffer.from(bytes).toString('latin1'))
  expect(files).toHaveLength(2)
  return [...texts, ...files].join('\n')
}

const RULES = {
  patient_name: 's/.*/SUBJECT-__COUNTER-000010__/',
  patientid: 's/.*/__MD5_HASH__/',
  OTHER_INGRESS_TAGS: 's/.+/none/',
}

test('what is shared into a namespace with rules never says through any door what they replace', async () => {
  const { account, admin, namespace, group, place, uuid } = await clinic()
  const field = await admin.ok(customfieldAdd, {
    account_id: uuid,
    object: 'Study',
    name: 'pre_anon_patientid',
  })
  await admin.ok(namespaceAnonymize, { uuid: place, rules: RULES })
  await server.call(
    namespaceSettings,
    { uuid: place, ...{ use_other_ingress_tags_server_side: 1 } },
    { sid: admin.sid },
  )
  const study = await stored(admin, namespace)
  await admin.ok(studyShare, { uuid: study.uuid, group_id: group })
  const shared = await recordIn(place, study.study_uid)
  const record = await admin.ok(studyGet, { uuid: shared })
  expect(record).toMatchObject({ patient_name: 'SUBJECT-000010', patientid: md5(`${SECRET}7`) })
  expect(record.customfields).toContainEqual(
    expect.objectContaining({ uuid: field.uuid, value: `${SECRET}7` }),
  )
  const member = await server.person(account, 'user')
  await query('insert into user_group (account_id, group_id, user_id, role_id) values ($1, $2, $3, $4)', [
    uuid,
    group,
    member.user_id,
    account.roles.admin,
  ])
  const seen = await everything(member, place, namespace, study.study_uid)
  expect(seen).not.toContain(SECRET.slice(0, 10))
  expect(seen).toContain('SUBJECT-000010')
  expect(seen).toContain(md5(`${SECRET}7`))
  // The bulk data of a hidden value leads nowhere, and nothing is found by it.
  const image = `/dicomweb/namespaces/${place}/studies/${study.study_uid}/series/${study.study_uid}.1/instances/${study.study_uid}.1.1`
  expect((await fetched(member, `${image}/bulkdata/00080080`)).statusCode).toBe(404)
  const found = await fetched(member, `/dicomweb/namespaces/${place}/studies?InstitutionName=${SECRET}*`)
  expect(found.statusCode).toBe(204)
  // A report says whom it is about: it stays with the original.
  await query(
    `insert into attachment (account_id, storage_namespace, study_uid, phi_namespace, version, filename, mime_type, size,
      created_by) values ($1, $2, $3, $2, repeat('0', 64), 'Report.pdf', 'application/pdf', 1, $4)`,
    [uuid, namespace, study.study_uid, admin.user_id],
  )
  const reports = async (phi: string) =>
    (
      await fetched(
        admin,
        `/api/v3/storage/study/${namespace}/${study.study_uid}/schema?phi_namespace=${phi}`,
      )
    ).json().attachments
  expect([(await reports(namespace)).length, (await reports(place)).length]).toEqual([1, 0])
  await query('delete from attachment where study_uid = $1', [study.study_uid])
  // The original is as it was.
  expect(await everything(admin, namespace, namespace, study.study_uid)).toContain(SECRET)
  const log = await admin.ok(auditObject, { uuid: shared })
  expect(log.events?.map(({ action }) => action)).toContain('STUDY_ANONYMIZE')

  const second = await stored(admin, namespace)
  await admin.ok(studyShare, { uuid: second.uuid, group_id: group })
  expect(await admin.ok(studyGet, { uuid: await recordIn(place, second.study_uid) })).toMatchObject({
    patient_name: 'SUBJECT-000011',
    patientid: md5(`${SECRET}7`),
  })
})

test('a copy of what is seen through rules has them in its files', async () => {
  const { admin, namespace, group, place, uuid } = await clinic()
  const other = await admin.ok(groupAdd, { account_id: uuid, name: 'Research' })
  await admin.ok(namespaceAnonymize, { uuid: place, rules: { patient_name: 's/.*/Nobody/' } })
  const study = await stored(admin, namespace, { transferSyntaxUID: IMPLICIT_LE, extra: [] })
  await admin.ok(studyShare, { uuid: study.uuid, group_id: group })
  const shared = await recordIn(place, study.study_uid)
  const { job_id } = await admin.ok(studyDuplicate, { uuid: shared, namespace_id: other.namespace_id })
  await studyCopy.run(server.services, { copy: job_id ?? '' })
  const copy = await admin.ok(studyGet, { uuid: await recordIn(other.namespace_id, study.study_uid) })
  expect(copy).toMatchObject({ patient_name: 'Nobody', patientid: `${SECRET}7`, image_count: 0 })
  const { rows } = await query('select patient_name from stored_study where storage_namespace = $1', [
    other.namespace_id,
  ])
  expect(rows).toEqual([{ patient_name: 'Nobody' }])
})

test('uploads are anonymised by the server, or by the uploader where that is asked for', async () => {
  const { admin, namespace } = await clinic()
  const rules = { patient_name: 's/^(\\w)\\w*/$1./', accession_number: 's/.*/__UUID__/' }
  const set = await admin.ok(namespaceAnonymize, { uuid: namespace, rules, prompt_for_anonymize: 1 })
  expect(set).toEqual({ rules, anonymization_id: null, prompt_for_anonymize: 1 })
  const swept = await stored(admin, namespace)
  const record = await admin.ok(studyGet, { uuid: swept.uuid })
  expect(record.patient_name).toBe('V.^Jane')
  expect(record.accession_number).toMatch(/^[0-9a-f-]{36}$/)
  const [one] = (
    await fetched(admin, `/dicomweb/namespaces/${namespace}/studies/${swept.study_uid}/metadata`)
  ).json()
  expect(one['00080050'].Value).toEqual([record.accession_number])

  // A record that is there before its images: what they say comes in through the same rules.
  const place = { storage_namespace: namespace, phi_namespace: namespace }
  const early = await admin.ok(studyAdd, { study_uid: '1.9.77', ...place })
  await stow(server, admin, namespace, [{ studyUID: '1.9.77', patientName: 'Doe^Jane', patientID: 'P' }])
  expect((await admin.ok(studyGet, { uuid: early.uuid })).patient_name).toBe('D.^Jane')

  await server.call(
    namespaceSettings,
    { uuid: namespace, ...{ anonymize_at_ingress: 1 } },
    { sid: admin.sid },
  )
  expect(await admin.ok(namespaceAnonymize, { uuid: namespace })).toMatchObject({
    anonymize_at_ingress: 1,
    dicom_tag_map: { patient_name: '(0010,0010)' },
  })
  expect(await admin.ok(namespaceShareCode, { namespace_id: namespace })).toMatchObject({
    anonymize_rules: rules,
    prompt_for_anonymize: 1,
  })
  const sent = await admin.ok(studyAdd, { study_uid: '1.9.78', patient_name: 'Sent^As', ...place })
  expect((await admin.ok(studyGet, { uuid: sent.uuid })).patient_name).toBe('Sent^As')
})

test('rules are checked, and one profile serves several namespaces', async () => {
  const { admin, namespace, place, uuid: account_id } = await clinic()
  const member = await server.person(undefined)
  expect(await member.refused(namespaceAnonymize, { uuid: namespace })).toBe('NOT_FOUND')
  const rules = { patient_name: 's/.*/X/' }
  const refused = (params: object) => admin.refused(namespaceAnonymize, { uuid: namespace, ...params })
  expect(await refused({ rules: { colour: 's/a/b/' } })).toBe('INVALID_FIELD_NAME')
  expect(await refused({ rules: { patient_name: 's/(/b/' } })).toBe('INVALID_REGEXP')
  expect(await refused({ rules: [] })).toBe('NOT_HASH')
  const profile = await admin.ok(anonymizationAdd, { account_id, name: 'Trial', rules })
  expect(await refused({ rules, anonymization_id: profile.uuid })).toBe('ONLY_ONE')
  expect(await refused({ anonymization_id: namespace })).toBe('NOT_FOUND')
  await admin.ok(namespaceAnonymize, { uuid: namespace, rules })
  expect(await refused({ anonymization_id: profile.uuid })).toBe('HAS_ANONYMIZATION_RULES')
  await admin.ok(namespaceAnonymize, { uuid: namespace, rules: {}, anonymization_id: profile.uuid })
  expect(await refused({ rules })).toBe('HAS_ANONYMIZATION_PROFILE')
  await admin.ok(namespaceAnonymize, { uuid: place, anonymization_id: profile.uuid })
  expect((await admin.ok(anonymizationGet, { uuid: profile.uuid })).namespaces).toHaveLength(2)
  expect(await admin.refused(anonymizationSet, { uuid: profile.uuid, rules: {} })).toBe('IN_USE')
  expect(await admin.refused(anonymizationDelete, { uuid: profile.uuid })).toBe('IN_USE')
  const swept = await stored(admin, namespace)
  expect((await admin.ok(studyGet, { uuid: swept.uuid })).patient_name).toBe('X')
  for (const uuid of [namespace, place]) await admin.ok(namespaceAnonymize, { uuid, anonymization_id: '' })
  await admin.ok(anonymizationDelete, { uuid: profile.uuid })
})

test('rules are tried on a sample, and no counter moves on by that', async () => {
  const { admin, uuid: account_id, namespace } = await clinic()
  const rules = {
    patient_name: 's/.*/P-__COUNTER-000010__/',
    patientid: 's/.*/__MD5_HASH__/',
    study_description: 's/^(\\w+).*/$1 of $study{modality}/',
    ALL_PRIVATE_TAGS: 's/.*/x/',
  }
  const sample = {
    patient_name: 'A^B',
    patientid: '1',
    study_description: 'CT Chest',
    study_date: '20260101',
    ALL_PRIVATE_TAGS: 'private',
    other: 'x',
  }
  const tried = () => admin.ok(anonymizationTest, { account_id, rules, sample })
  const expected = {
    patient_name: 'P-000010',
    patientid: 'c4ca4238a0b923820dcc509a6f75849b',
    study_description: 'CT of ',
    study_date: '20260101',
    ALL_PRIVATE_TAGS: '',
  }
  expect((await tried()).result).toEqual(expected)
  expect((await tried()).result).toEqual(expected)
  const wrong = { account_id, rules: { patient_name: 's/(/x/' }, sample }
  expect(await admin.refused(anonymizationTest, wrong)).toBe('INVALID_REGEXP')
  const page = { uuid: namespace, coverpage: '{"title":"{$modality} study"}', sample: { modality: 'CT' } }
  const { picture } = await admin.ok(namespaceCoverpagePreview, page)
  expect(Buffer.from(picture, 'base64').subarray(1, 4).toString()).toBe('PNG')
  const other = await admin.ok(namespaceCoverpagePreview, { ...page, sample: { modality: 'MR' } })
  expect(other.picture).not.toBe(picture)
  expect(await admin.refused(namespaceCoverpagePreview, { ...page, coverpage: 'x' })).toBe('INVALID_JSON')
})
