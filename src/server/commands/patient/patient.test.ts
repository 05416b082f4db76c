import { expect, test } from 'vitest'
import { accountSettings } from '#contract/account.ts'
import { linkAdd, linkSession } from '#contract/link.ts'
import {
  patientAdd,
  patientDelete,
  patientGet,
  patientList,
  patientMerge,
  patientPortalFind,
  patientPortalList,
  patientPortalLogin,
  patientPortalPin,
  patientSet,
  patientStudyList,
} from '#contract/patient.ts'
import { roleList, roleSet } from '#contract/role.ts'
import { sessionUser } from '#contract/session.ts'
import { studyAdd, studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { userNamespaceList } from '#contract/user.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()
let made = 0

async function clinic(settings: Record<string, unknown> = {}) {
  const account = await server.account()
  made += 1
  const vanity = `clinic${made}`
  await server.services.pool.query(
    'update account set vanity = $2, settings = settings || $3::jsonb || \'{"enable_patient_portal": 1}\' where uuid = $1',
    [account.uuid, vanity, JSON.stringify(settings)],
  )
  const admin = await server.person(account, 'admin')
  const { roles } = await admin.ok(roleList, { account_id: account.uuid })
  const permissions = { patient_view: 1, patient_edit: 1, patient_merge: 1 }
  for (const role of roles) await admin.ok(roleSet, { uuid: role.uuid, permissions })
  const [{ uuid: namespace } = { uuid: '' }] = (await admin.ok(userNamespaceList, {})).namespaces
  const study = async (patientid: string, more = {}) => {
    made += 1
    const place = { storage_namespace: namespace, phi_namespace: namespace }
    const { uuid } = await admin.ok(studyAdd, { study_uid: `1.5.${made}`, patientid, ...place, ...more })
    await server.services.pool.query('update study set phantom = false where uuid = $1', [uuid])
    return uuid
  }
  const jane = { account_id: account.uuid, first: 'Jane', last: 'Doe', mrn: 'M1', birth_date: '1980-04-01' }
  return { account, vanity, admin, study, jane }
}

test('a patient is added, changed, found with their studies and deleted', async () => {
  const { account, admin, study, jane } = await clinic()
  const one = await study('m1')
  await study('M2')
  const { uuid } = await admin.ok(patientAdd, { ...jane, email: 'jane@example.org' })
  expect(await admin.ok(patientGet, { uuid })).toMatchObject({
    name: 'Jane Doe',
    first: 'Jane',
    last: 'Doe',
    event_new_report: 1,
    event_share: 0,
    studies: [one],
  })
  await admin.ok(patientSet, { uuid, sex: 'F', settings: { patient_portal_event_share_notify_type: 'sms' } })
  const { patients } = await admin.ok(patientList, { account_id: account.uuid, 'filter.name.like': 'jane%' })
  expect(patients).toMatchObject([{ uuid, sex: 'F', studies: [one] }])
  expect((await admin.ok(patientStudyList, { uuid })).studies.map((each) => each.uuid)).toEqual([one])
  await admin.ok(patientDelete, { uuid })
  expect(await admin.refused(patientGet, { uuid })).toBe('NOT_FOUND')
})

test('a study makes a patient, whose words win over it', async () => {
  const { account, admin, study } = await clinic()
  const study_id = await study('M7', {
    patient_name: 'Roe^Richard^Q',
    patient_birth_date: '19700131',
    patient_sex: 'M',
  })
  const { uuid } = await admin.ok(patientAdd, { account_id: account.uuid, study_id, sex: 'O' })
  expect(await admin.ok(patientGet, { uuid })).toMatchObject({
    name: 'Richard Q Roe',
    last: 'Roe',
    mrn: 'M7',
    birth_date: '19700131',
    sex: 'O',
  })
})

test.each([
  [{ email: 'x' }, 'INVALID_EMAIL'],
  [{ mobile_phone: 'x' }, 'INVALID_PHONE'],
  [{ mrn: 'm1' }, 'ALREADY_EXISTS'],
  [{ mrn: 'M2', email: 'JANE@example.org' }, 'ALREADY_USED'],
  [{ mrn: 'M2', mobile_phone: '(555) 000-1234' }, 'ALREADY_USED'],
  [{ study_id: '9a3c6f6e-0000-4000-8000-000000000000' }, 'NOT_FOUND'],
])('/patient/add with %o is refused with %s', async (params, token) => {
  const { admin, jane } = await clinic({ patient_unique_email_phone: 1 })
  await admin.ok(patientAdd, { ...jane, email: 'jane@example.org', mobile_phone: '555 0001234' })
  expect(await admin.refused(patientAdd, { ...jane, ...params })).toBe(token)
})

test.each([
  [{ nothing: '1' }, 'INVALID_SETTING'],
  [{ max_link_studies: '1' }, 'NO_PATIENT_OVERRIDE'],
  [{ patient_portal_event_share_notify_type: 'fax' }, 'INVALID_SETTING_VALUE'],
])('a patient’s settings %o are refused with %s', async (settings, token) => {
  const { admin, jane } = await clinic()
  const { uuid } = await admin.ok(patientAdd, jane)
  expect(await admin.refused(patientSet, { uuid, settings })).toBe(token)
})

test('a merge moves the studies to the one MRN and carries changes on to them', async () => {
  const { admin, study, jane } = await clinic()
  const [one, two] = [await study('M1'), await study('M2')]
  const { uuid } = await admin.ok(patientAdd, jane)
  const twin = await admin.ok(patientAdd, { ...jane, mrn: 'M2', birth_date: '19800401' })
  const other = await admin.ok(patientAdd, { ...jane, mrn: 'M3', birth_date: '19810401' })
  expect(await admin.refused(patientMerge, { uuid, src: [other.uuid] })).toBe('PATIENT_NAME_DOB_MISMATCH')
  const elsewhere = await clinic()
  const far = await elsewhere.admin.ok(patientAdd, elsewhere.jane)
  expect(await admin.refused(patientMerge, { uuid, src: [far.uuid] })).toBe('NOT_FOUND')
  const merge = {
    uuid,
    src: [twin.uuid],
    do_delete: 1 as const,
    do_update_patient_studies: 1 as const,
    sex: 'F',
  }
  await admin.ok(patientMerge, merge)
  expect((await admin.ok(patientGet, { uuid })).studies.toSorted()).toEqual([one, two].toSorted())
  expect(await admin.ok(studyGet, { uuid: two })).toMatchObject({ patientid: 'M1', patient_sex: 'F' })
  expect(await admin.refused(patientGet, { uuid: twin.uuid })).toBe('NOT_FOUND')
})

async function pinOf(email: string): Promise<string> {
  const { rows } = await server.services.pool.query(
    'select body_text from mail where recipient = $1 order by created desc limit 1',
    [email],
  )
  return /\d{6}/.exec(rows[0]?.body_text)?.[0] ?? ''
}

test('a patient finds themselves, comes in by a PIN and sees their own studies alone', async () => {
  const { vanity, admin, study, jane } = await clinic({
    expose_patient_portal: 1,
    patient_portal_options: '{"release_after_hours": 1}',
  })
  const [one, fresh] = [await study('M1'), await study('M1')]
  await study('M2')
  await server.services.pool.query("update study set created = now() - interval '2 hours' where uuid = $1", [
    one,
  ])
  const email = `jane${made}@example.org`
  const { uuid: patient_id } = await admin.ok(patientAdd, { ...jane, email, mobile_phone: '+1 555 0001234' })

  const find = { vanity, first: 'JANE', last: 'doe', birth_date: '19800401' }
  expect((await server.call(patientPortalFind, find)).body).toMatchObject({
    patient_id,
    study_count: 1,
    email: 'j***@e***.org',
    mobile_phone: '***34',
  })
  const wrong = await server.call(patientPortalFind, { ...find, birth_date: '19800402' })
  expect(wrong.body.error_type).toBe('NOT_FOUND')
  expect((await server.call(patientPortalFind, { ...find, birth_date: 'x' })).body.error_type).toBe(
    'INVALID_DATE',
  )
  expect((await server.call(patientPortalFind, { ...find, vanity: 'no' })).body.error_type).toBe(
    'NOT_PERMITTED',
  )

  expect((await server.call(patientPortalPin, { vanity, patient_id, email: 1 })).body.status).toBe('OK')
  const login = (pin: string) => server.call(patientPortalLogin, { vanity, patient_id, pin })
  expect((await login('x')).body.error_type).toBe('INVALID_PIN')
  const pin = await pinOf(email)
  const { sid } = (await login(pin)).body
  expect((await login(pin)).body.error_type).toBe('INVALID_PIN')

  const listed = await server.call(studyList, {}, { sid: sid ?? '' })
  expect(listed.body.studies?.map((each) => each.uuid)).toEqual([one])
  expect((await server.call(studyGet, { uuid: fresh }, { sid: sid ?? '' })).body.error_type).toBe('NOT_FOUND')
  const changed = await server.call(studySet, { study_id: one, patient_name: 'x' }, { sid: sid ?? '' })
  expect(changed.body.error_type).toBe('NOT_PERMITTED')
  const accounts = await server.call(accountSettings, { vanity }, { sid: sid ?? '' })
  expect(accounts.body.settings).not.toHaveProperty('patient_portal_options')

  const shared = await server.call(linkAdd, { study_id: one, action: 'STUDY_VIEW' }, { sid: sid ?? '' })
  const doctor = await server.call(linkSession, { uuid: shared.body.uuid ?? '' })
  const seen = await server.call(studyList, {}, { sid: doctor.body.sid ?? '' })
  expect(seen.body.studies?.map((each) => each.uuid)).toEqual([one])

  const { portals } = (await server.call(patientPortalList, {})).body
  expect(portals?.map((portal) => portal.vanity)).toContain(vanity)
})

test('a patient sees studies and reports after the delays that the account has for them', async () => {
  const { vanity, admin, study, jane, account } = await clinic({
    study_view_phr_delay: '{"MG":60,"ALL":0}',
    report_view_phr_delay: '120',
  })
  const [breast, chest, late] = [await study('M1'), await study('M1'), await study('M1')]
  const query = (text: string, values: unknown[]) => server.services.pool.query(text, values)
  await query("update study set modality = 'MG' where uuid = any($1)", [[breast, late]])
  await query("update study set created = now() - interval '61 minutes' where uuid = $1", [late])
  for (const [uuid, minutes] of [
    [chest, 119],
    [late, 121],
  ]) {
    await query(
      `insert into attachment (account_id, storage_namespace, study_uid, phi_namespace, version, filename, mime_type, size, stored)
       select account_id, storage_namespace, study_uid, phi_namespace, repeat('a', 64), 'report.pdf', 'application/pdf', 3,
         now() - make_interval(mins => $2) from study where uuid = $1`,
      [uuid, minutes],
    )
    await query(
      `insert into radreport (account_id, study_id, storage_namespace, study_uid, phi_namespace, type, fields, user_id,
         created_by, updated_by, signed, signed_by)
       select account_id, uuid, storage_namespace, study_uid, phi_namespace, 'plain', '{}', $3, $3, $3,
         now() - make_interval(mins => $2), $3 from study where uuid = $1`,
      [uuid, minutes, admin.user_id],
    )
  }
  const email = `jane${made}@example.org`
  const { uuid: patient_id } = await admin.ok(patientAdd, { ...jane, email })
  const find = { vanity, first: 'Jane', last: 'Doe', birth_date: '19800401' }
  expect((await server.call(patientPortalFind, find)).body.study_count).toBe(2)
  await server.call(patientPortalPin, { vanity, patient_id, email: 1 })
  const { sid = '' } = (
    await server.call(patientPortalLogin, { vanity, patient_id, pin: await pinOf(email) })
  ).body
  // The patient is told so.
  const { guest } = (await server.call(sessionUser, {}, { sid })).body
  const told = (modality: string | null, minutes: number) => ({
    modality,
    minutes,
    work_hours: 0,
    at_most: 0,
  })
  expect(guest?.release).toEqual({ images: [told(null, 0), told('MG', 60)], reports: [told(null, 120)] })

  const { studies = [] } = (await server.call(studyList, {}, { sid })).body
  expect(studies.map(({ uuid }) => uuid).toSorted()).toEqual([chest, late].toSorted())
  expect((await server.call(studyGet, { uuid: breast }, { sid })).body.error_type).toBe('NOT_FOUND')
  const reportsOf = async (uuid: string, by = sid) => {
    const { storage_namespace, study_uid, radreports } = (await server.call(studyGet, { uuid }, { sid: by }))
      .body
    const answer = await server.app.inject({
      url: `/api/v3/storage/study/${storage_namespace}/${study_uid}/count?attachments_only=1&sid=${by}`,
    })
    return [radreports?.length, answer.json().attachments]
  }
  expect(await reportsOf(chest)).toEqual([0, 0])
  expect(await reportsOf(late)).toEqual([1, 1])
  // Whom they show it to sees no more than they do.
  const shared = await server.call(linkAdd, { study_id: chest, action: 'STUDY_VIEW' }, { sid })
  const doctor = (await server.call(linkSession, { uuid: shared.body.uuid ?? '' })).body.sid ?? ''
  expect((await reportsOf(chest, doctor))[1]).toBe(0)
  // Staff wait for nothing.
  expect((await admin.ok(studyGet, { uuid: chest })).radreports).toHaveLength(1)

  await query(
    `update account set settings = settings || '{"report_view_phr_delay": "118"}' where uuid = $1`,
    [account.uuid],
  )
  expect(await reportsOf(chest)).toEqual([1, 1])
  expect((await reportsOf(chest, doctor))[1]).toBe(1)
})

test('studies outside of the portal’s source namespaces are not even counted', async () => {
  const elsewhere = '00000000-0000-4000-8000-000000000000'
  const { vanity, admin, study, jane } = await clinic({
    patient_portal_options: `{"source_namespace": "${elsewhere}"}`,
  })
  await study('M1')
  await admin.ok(patientAdd, jane)
  const find = { vanity, first: 'Jane', last: 'Doe', birth_date: '19800401' }
  expect((await server.call(patientPortalFind, find)).body.study_count).toBe(0)
})

test('three wrong PINs lock a patient out, and a new PIN gives no new tries', async () => {
  const { vanity, admin, jane } = await clinic()
  const email = `lock${made}@example.org`
  const { uuid: patient_id } = await admin.ok(patientAdd, { ...jane, email })
  await server.call(patientPortalPin, { vanity, patient_id, email: 1 })
  const login = async (pin: string) =>
    (await server.call(patientPortalLogin, { vanity, patient_id, pin })).body.error_type
  expect([await login('a'), await login('b')]).toEqual(['INVALID_PIN', 'INVALID_PIN'])
  await server.call(patientPortalPin, { vanity, patient_id, email: 1 })
  expect([await login('c'), await login(await pinOf(email))]).toEqual(['INVALID_PIN', 'LOCKOUT'])
  const again = await server.call(patientPortalPin, { vanity, patient_id, email: 1 })
  expect(again.body.error_type).toBe('NOT_PERMITTED')
})

test('a PIN goes to no address that two patients share, unless the account says so', async () => {
  const { vanity, admin, jane } = await clinic()
  const email = `shared${made}@example.org`
  const { uuid: patient_id } = await admin.ok(patientAdd, { ...jane, email })
  await admin.ok(patientAdd, { ...jane, mrn: 'M2', email })
  const found = await server.call(patientPortalFind, {
    vanity,
    first: 'Jane',
    last: 'Doe',
    birth_date: '1980-04-01',
  })
  expect(found.body).toMatchObject({ dup_email: 1, other_patients: [{ dup_email: 1 }] })
  const pin = await server.call(patientPortalPin, { vanity, patient_id, email: 1 })
  expect(pin.body.error_type).toBe('NOT_PERMITTED')
})

test('another account’s admin reaches no patient', async () => {
  const { account, admin, jane } = await clinic()
  const { uuid } = await admin.ok(patientAdd, jane)
  const stranger = (await clinic()).admin
  for (const command of [patientGet, patientDelete, patientStudyList, patientSet])
    expect(await stranger.refused(command, { uuid })).toBe('NOT_FOUND')
  expect(await stranger.refused(patientList, { account_id: account.uuid })).toBe('NOT_FOUND')
})
