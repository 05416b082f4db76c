import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { activityDelete, activityGet } from '#contract/activity.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd, customfieldMappingAdd } from '#contract/customfield.ts'
import { orderAdd } from '#contract/order.ts'
import { patientAdd } from '#contract/patient.ts'
import { roleSet } from '#contract/role.ts'
import { studyAdd, studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyShare } from '#contract/study/share.ts'
import { studyStatusSet } from '#contract/study/status.ts'
import { brokenSeal, sealAudit } from '../audit/seal.ts'
import { clinic as clinicOf } from '../testing/clinic.ts'
import { type Person, testServer } from '../testing/server.ts'

/** What a study leads to, and what its audit says of changes that came from elsewhere. */

const server = testServer()
const GRANTS = {
  study_edit: 1,
  study_share: 1,
  study_share_group: 1,
  study_share_account: 1,
  order_edit: 1,
  study_approve: 1,
  study_status_view: 1,
  study_status_edit: 1,
  study_status_manual_edit: 1,
  patient_view: 1,
  patient_edit: 1,
} as const // prettier-ignore
const clinic = () => clinicOf(server, GRANTS)
const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)
let made = 0

async function study(admin: Person, namespace: string) {
  made += 1
  const { uuid } = await admin.ok(studyAdd, {
    study_uid: `1.10.${made}`,
    storage_namespace: namespace,
    phi_namespace: namespace,
    patientid: `P${made}`,
    patient_name: 'Doe^Jane',
    accession_number: `A${made}`,
  })
  await query('update study set phantom = false where uuid = $1', [uuid])
  return { uuid, patientid: `P${made}`, accession_number: `A${made}` }
}

/** The record that a share has made, in the group. */
async function sharedTo(admin: Person, uuid: string, group: string, place: string): Promise<string> {
  await admin.ok(studyShare, { uuid, group_id: group })
  const { rows } = await query('select uuid from study where shared_from_study = $1 and phi_namespace = $2', [
    uuid,
    place,
  ])
  return String(rows[0].uuid)
}

const causeOf = async (admin: Person, uuid: string) =>
  (await admin.ok(auditObject, { uuid })).events?.find(({ causality }) => causality !== undefined)?.causality

test('a study names its patient to who sees patients, and counts its orders', async () => {
  const { admin, account, namespace } = await clinic()
  const { uuid, patientid, accession_number } = await study(admin, namespace)
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ order_count: 0 })
  const patient = await admin.ok(patientAdd, { account_id: account.uuid, name: 'Doe Jane', mrn: patientid })
  await admin.ok(orderAdd, {
    account_id: account.uuid,
    patientid,
    patient_name: 'Doe^Jane',
    accession_number,
    patient_sex: 'F',
    patient_birth_date: '19700101',
    referring_physician: 'X',
    sending_facility: 'X',
  })
  expect(await admin.ok(studyGet, { uuid })).toMatchObject({ patient_id: patient.uuid, order_count: 1 })
  const found = async (value: number) =>
    (await admin.ok(studyList, { 'filter.order_count.ge': value })).studies.map((one) => one.uuid)
  expect([await found(1), await found(2)]).toEqual([[uuid], []])
  await admin.ok(roleSet, { uuid: account.roles.admin, permissions: { patient_view: 0 } })
  expect(await admin.ok(studyGet, { uuid })).not.toHaveProperty('patient_id')
})

test('a study that waits leads to its activity until that is put away', async () => {
  const { admin, namespace } = await clinic()
  const { uuid } = await study(admin, namespace)
  expect(await admin.ok(studyGet, { uuid })).not.toHaveProperty('activity_id')
  await query('update study set must_approve = true where uuid = $1', [uuid])
  const { activity_id } = await admin.ok(studyGet, { uuid })
  expect((await admin.ok(activityGet, { uuid: activity_id ?? '' })).uuid).toBe(uuid)
  await admin.ok(activityDelete, { uuid })
  expect(await admin.ok(studyGet, { uuid })).not.toHaveProperty('activity_id')
})

test('the audit says what a change came from, and its chain holds', async () => {
  const { admin, account, namespace, group, place } = await clinic()
  await admin.ok(accountSet, {
    uuid: account.uuid,
    settings: {
      try_update_original_study: 1,
      update_study_status_in_all_versions: 1,
      study_status_tags: 'Unread,Final',
    },
  })
  const field = async (name: string) =>
    (await admin.ok(customfieldAdd, { account_id: account.uuid, name, object: 'Study' })).uuid
  const [from, to] = [await field('From'), await field('To')]
  const mapping = await admin.ok(customfieldMappingAdd, {
    from_customfield_id: from,
    to_customfield_id: to,
    refresh_on_edit: 1,
  })
  const edited = await study(admin, namespace)
  const copy = await sharedTo(admin, edited.uuid, group, place)
  await sealAudit(server.services.db)
  await admin.ok(studySet, { study_id: copy, study_description: 'CT' })
  expect(await causeOf(admin, edited.uuid)).toEqual({ parent_study_id: copy })

  const rated = await study(admin, namespace)
  const version = await sharedTo(admin, rated.uuid, group, place)
  await admin.ok(studyStatusSet, { study_id: rated.uuid, old: '', new: 'Final' })
  expect(await causeOf(admin, version)).toEqual({ other_study_id: rated.uuid })

  const mapped = await study(admin, namespace)
  const other = await sharedTo(admin, mapped.uuid, group, place)
  await admin.ok(studySet, { study_id: mapped.uuid, [`customfield-${from}`]: 'x' })
  expect(await causeOf(admin, other)).toEqual({
    other_study_id: mapped.uuid,
    other_customfield_ids: [from],
    customfield_mapping_ids: [mapping.uuid],
  })
  await sealAudit(server.services.db)
  expect(await brokenSeal(server.services.db)).toBeUndefined()
})
