import { beforeAll, expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { auditObject } from '#contract/audit.ts'
import { linkAdd, linkSession } from '#contract/link.ts'
import { patientAdd } from '#contract/patient.ts'
import {
  radreportAdd,
  radreportAudit,
  radreportDelete,
  radreportGet,
  radreportGetDescription,
  radreportLock,
  radreportPdf,
  radreportSet,
  radreportUnlock,
  radreportUserList,
} from '#contract/radreport.ts'
import { roleAdd } from '#contract/role.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyShare } from '#contract/study/share.ts'
import { createSession } from '../../access/session.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let place: Awaited<ReturnType<typeof clinic>>
let owner: Person
/** A second reader, and one who sees their own reports alone. */
let colleague: Person
let apart: Person
let study = ''

const RIGHTS = { study_view: 1, radreport_view: 1, radreport_edit: 1 } as const

beforeAll(async () => {
  place = await clinic(server, { ...RIGHTS, study_share: 1 })
  owner = place.admin
  await stow(server, owner, place.namespace, [
    { studyUID: '1.35.1', seriesUID: '1.35.1.1', sopUID: '1.35.1.1.1', patientID: 'R1' },
  ])
  await server.services.pool.query('update study set phantom = false')
  study = (await owner.ok(studyList, {})).studies[0]?.uuid ?? ''
  const reader = async (name: string, permissions: Record<string, number>) => {
    const { uuid: role_id } = await owner.ok(roleAdd, { account_id: place.uuid, name, permissions })
    return server.person(place.account, 'user', { role_id, global: true })
  }
  colleague = await reader('Reader', RIGHTS)
  apart = await reader('Apart', { ...RIGHTS, radreport_view_only_own: 1 })
})

const locking = (on: 0 | 1) =>
  owner.ok(accountSet, { uuid: place.uuid, settings: { enable_radreport_lock_reading: on } })
const write = (fields: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  owner.ok(radreportAdd, { study_id: study, type: 'CT', fields, ...more })
const sign = (who: Person, uuid: string, more = {}) =>
  who.ok(radreportAudit, { uuid, action: 'SIGNED', detail: 'read', ...more })
const documents = async () => {
  const { rows } = await server.services.pool.query(
    "select id, filename, mime_type from attachment where mime_type = 'application/pdf' order by stored",
  )
  return rows
}

test('a report is a draft until it is signed; then its document is the study’s, and a change makes a draft of it', async () => {
  await locking(0)
  const { uuid } = await write({ findings: 'No bleed.', impression: 'Normal.\nNothing to do.' })
  expect(await owner.ok(radreportGet, { uuid })).toMatchObject({
    type: 'CT',
    study_id: study,
    user_id: owner.user_id,
    state: 'DRAFT',
    attachment: null,
    html: 0,
    version: 0,
    fields: { findings: 'No bleed.', impression: 'Normal.\nNothing to do.' },
  })
  expect(Object.keys((await owner.ok(radreportGet, { uuid })).fields)).toEqual(['findings', 'impression'])
  expect(await owner.ok(radreportGetDescription, { uuid })).toMatchObject({
    description: 'Normal. Nothing to do.',
    can_edit: 1,
    state: 'DRAFT',
  })
  expect((await owner.ok(studyGet, { uuid: study })).radreports).toMatchObject([{ uuid, state: 'DRAFT' }])

  // Another reader of the account goes on with it.
  await colleague.ok(radreportSet, { uuid, fields: { impression: 'Normal study.' } })
  await sign(colleague, uuid)
  expect(await colleague.refused(radreportAudit, { uuid, action: 'SIGNED', detail: 'x' })).toBe('ALREADY')
  const signed = await owner.ok(radreportGet, { uuid })
  expect(signed).toMatchObject({
    state: 'SIGNED',
    version: 1,
    signed_by: colleague.user_id,
    attachment: { mime_type: 'application/pdf' },
  })
  expect(await documents()).toHaveLength(1)

  // The same again changes nothing; other words make a draft, and what was signed stays written.
  await owner.ok(radreportSet, { uuid, fields: { impression: 'Normal study.' } })
  expect((await owner.ok(radreportGet, { uuid })).state).toBe('SIGNED')
  await owner.ok(radreportSet, { uuid, fields: { impression: 'A bleed.' } })
  expect(await owner.ok(radreportGet, { uuid })).toMatchObject({ state: 'DRAFT', signed: null, version: 1 })
  await sign(owner, uuid)
  const { rows } = await server.services.pool.query(
    'select version, fields, signed_by from radreport_version where radreport_id = $1 order by version',
    [uuid],
  )
  expect(rows).toEqual([
    { version: 1, fields: { impression: 'Normal study.' }, signed_by: colleague.user_id },
    { version: 2, fields: { impression: 'A bleed.' }, signed_by: owner.user_id },
  ])
  await owner.ok(radreportAudit, { uuid, action: 'MEDICAL_EDIT', detail: 'side' })
  expect(await owner.refused(radreportAudit, { uuid, action: 'OTHER', detail: 'x' })).toBe('INVALID_ACTION')
  const { events } = await owner.ok(auditObject, { uuid })
  expect(events?.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['ADD', 'EDIT', 'SIGNED', 'REPORT_GENERATED', 'MEDICAL_EDIT']),
  )

  expect(await colleague.refused(radreportDelete, { uuid })).toBe('NOT_PERMITTED')
  await owner.ok(radreportDelete, { uuid })
  expect(await owner.refused(radreportGet, { uuid })).toBe('NOT_FOUND')
  expect((await owner.ok(studyGet, { uuid: study })).radreports).toEqual([])
  // The document of the last signing goes with it.
  expect(await documents()).toHaveLength(1)
  await server.services.pool.query('delete from attachment')
})

test('whoever writes over another’s change is told, and one of two signatures counts', async () => {
  const { uuid, updated } = await write({ findings: 'a' })
  const later = await owner.ok(radreportSet, { uuid, fields: { findings: 'b' }, updated })
  expect(await colleague.refused(radreportSet, { uuid, fields: { findings: 'c' }, updated })).toBe('CHANGED')
  expect(await colleague.refused(radreportAudit, { uuid, action: 'SIGNED', detail: 'x', updated })).toBe(
    'CHANGED',
  )
  const answers = await Promise.all(
    [owner, colleague].map((who) =>
      server.call(
        radreportAudit,
        { uuid, action: 'SIGNED', detail: 'x', updated: later.updated },
        { sid: who.sid },
      ),
    ),
  )
  const words = answers.map(({ body }) => body.error_type ?? body.status).toSorted()
  expect(words[1]).toBe('OK')
  expect(['ALREADY', 'CHANGED']).toContain(words[0])
  expect(await documents()).toHaveLength(1)
  await owner.ok(radreportDelete, { uuid })
})

test('one session edits a report of a study at a time, for an hour from its last call', async () => {
  const { uuid: quiet } = await write({ findings: 'x' })
  expect(await owner.refused(radreportLock, { uuid: quiet })).toBe('NOT_PERMITTED')
  expect(await owner.refused(radreportUnlock, { uuid: quiet })).toBe('NOT_PERMITTED')
  await locking(1)
  const { uuid } = await write({ findings: 'y' })
  const taken = await server.call(radreportLock, { uuid }, { sid: colleague.sid })
  expect(taken.body).toMatchObject({
    error_type: 'LOCKED',
    error_subtype: 'RADREPORT_LOCKED',
    error_data: { locked_radreport_id: uuid, locked_user_id: owner.user_id },
  })
  // Neither another report of the study, nor a new one.
  expect(await colleague.refused(radreportSet, { uuid: quiet, fields: {} })).toBe('LOCKED')
  expect(await colleague.refused(radreportAdd, { study_id: study, type: 'CT' })).toBe('LOCKED')
  expect(await colleague.refused(radreportAudit, { uuid, action: 'SIGNED', detail: 'x' })).toBe('LOCKED')
  expect(await colleague.refused(radreportUnlock, { uuid })).toBe('LOCKED')
  expect(await owner.refused(radreportUnlock, { uuid: quiet })).toBe('ALREADY')
  expect(await colleague.ok(radreportGetDescription, { uuid })).toMatchObject({
    can_edit: 0,
    locked_user_id: owner.user_id,
  })
  expect(await owner.ok(radreportGet, { uuid })).toMatchObject({
    locked_user_id: owner.user_id,
    locked_here: 1,
  })
  expect((await colleague.ok(studyGet, { uuid: study })).radreport_locked_user_id).toBe(owner.user_id)

  // The same user in another session neither writes nor locks, but may let go.
  const sid = await createSession(server.services.db, {
    user_id: owner.user_id,
    minutes: 60,
    client_address: null,
  })
  expect((await server.call(radreportLock, { uuid }, { sid })).body.error_type).toBe('LOCKED')
  expect((await server.call(radreportSet, { uuid, fields: {} }, { sid })).body.error_type).toBe('LOCKED')
  expect((await server.call(radreportUnlock, { uuid }, { sid })).code).toBe(200)
  expect(await owner.refused(radreportUnlock, { uuid })).toBe('ALREADY')

  const left = async () => {
    const { rows } = await server.services.pool.query(
      'select round(extract(epoch from expires - now()) / 60)::int as minutes from radreport_lock',
    )
    return rows[0]?.minutes
  }
  await colleague.ok(radreportLock, { uuid })
  await server.services.pool.query("update radreport_lock set expires = now() + interval '5 minutes'")
  await colleague.ok(radreportLock, { uuid })
  expect(await left()).toBe(60)
  await server.services.pool.query("update radreport_lock set expires = now() - interval '1 second'")
  expect(await owner.ok(radreportGetDescription, { uuid })).not.toHaveProperty('locked_user_id')
  // A lock that is over is anybody's; `do_unlock` leaves none behind.
  await owner.ok(radreportSet, { uuid, fields: { findings: 'z' }, do_unlock: 1 })
  expect(await left()).toBeUndefined()
  await colleague.ok(radreportLock, { uuid: quiet })
  expect(await owner.refused(radreportDelete, { uuid })).toBe('LOCKED')
  await colleague.ok(radreportUnlock, { uuid: quiet })
  await owner.ok(radreportDelete, { uuid })
  await owner.ok(radreportDelete, { uuid: quiet })
  await locking(0)
})

test('an addendum is added to what is signed, and keeps it from being deleted', async () => {
  const { uuid } = await write({ findings: 'x' })
  const more = { study_id: study, type: 'CT', fields: { addendum: 'More.' }, addendum_to: uuid }
  expect(await colleague.refused(radreportAdd, more)).toBe('INVALID_ADDENDUM')
  await sign(owner, uuid)
  const added = await colleague.ok(radreportAdd, more)
  expect(await colleague.refused(radreportAdd, { ...more, addendum_to: added.uuid })).toBe('INVALID_ADDENDUM')
  await sign(colleague, added.uuid)
  expect((await owner.ok(radreportGet, { uuid: added.uuid })).addendum_to).toBe(uuid)
  expect(await owner.refused(radreportDelete, { uuid })).toBe('NOT_PERMITTED')
  await colleague.ok(radreportDelete, { uuid: added.uuid })
  await owner.ok(radreportDelete, { uuid })
})

test('some see their own reports alone, and a guest what is signed', async () => {
  const { uuid } = await write({ findings: 'x' })
  expect(await apart.refused(radreportGet, { uuid })).toBe('NOT_FOUND')
  expect(await apart.refused(radreportSet, { uuid, fields: {} })).toBe('NOT_FOUND')
  expect((await apart.ok(studyGet, { uuid: study })).radreports).toEqual([])
  const mine = await apart.ok(radreportAdd, { study_id: study, type: 'MR' })
  expect((await apart.ok(studyGet, { uuid: study })).radreports).toMatchObject([{ uuid: mine.uuid }])
  const listed = async (who: Person, user_id: string) =>
    (await who.ok(radreportUserList, { user_id })).radreports.map((one) => one.uuid)
  expect(await listed(owner, owner.user_id)).toEqual([uuid])
  expect(await listed(apart, owner.user_id)).toEqual([])
  expect(await listed(apart, apart.user_id)).toEqual([mine.uuid])
  const { radreports } = await colleague.ok(radreportUserList, {
    user_id: owner.user_id,
    'filter.type.equals': 'MR',
  })
  expect(radreports).toEqual([])

  const link = await owner.ok(linkAdd, { study_id: study, action: 'STUDY_VIEW', inherit_permissions: 1 })
  const guest = { sid: (await server.call(linkSession, { uuid: link.uuid })).body.sid ?? '' }
  const asGuest = async () => (await server.call(radreportGet, { uuid }, guest)).body
  expect((await asGuest()).error_type).toBe('NOT_FOUND')
  await sign(owner, uuid)
  expect(await asGuest()).toMatchObject({ state: 'SIGNED' })
  expect((await server.call(studyGet, { uuid: study }, guest)).body.radreports).toMatchObject([{ uuid }])
  expect((await server.call(radreportSet, { uuid, fields: {} }, guest)).body.error_type).toBe('NOT_PERMITTED')
  await apart.ok(radreportDelete, { uuid: mine.uuid })
  await owner.ok(radreportDelete, { uuid })
})

test('a patient reads what is signed of their own studies, once these are released', async () => {
  const { uuid: patient_id } = await owner.ok(patientAdd, {
    account_id: place.uuid,
    name: 'Ann Hale',
    mrn: 'R1',
  })
  const portal = (options: Record<string, unknown>) =>
    owner.ok(accountSet, {
      uuid: place.uuid,
      settings: { enable_patient_portal: '1', patient_portal_options: JSON.stringify(options) },
    })
  await portal({})
  const { rows } = await server.services.pool.query(
    'update patient set user_id = (select uuid from "user" where is_anonymous limit 1) where uuid = $1 returning user_id',
    [patient_id],
  )
  const sid = await createSession(server.services.db, {
    user_id: rows[0].user_id,
    patient_id,
    minutes: 60,
    client_address: null,
  })
  const { uuid } = await write({ findings: 'x' })
  const listed = async () => (await server.call(studyList, {}, { sid })).body.studies?.[0]?.radreports
  expect(await listed()).toEqual([])
  expect((await server.call(radreportPdf, { uuid }, { sid })).code).toBe(404)
  await sign(owner, uuid)
  expect(await listed()).toMatchObject([{ uuid, state: 'SIGNED' }])
  expect((await server.call(radreportPdf, { uuid }, { sid })).code).toBe(200)
  const { events } = await owner.ok(auditObject, { uuid })
  expect(events?.map(({ action }) => action)).toContain('REPORT_VIEW')
  await portal({ release_after_hours: 24 })
  expect((await server.call(radreportPdf, { uuid }, { sid })).code).toBe(404)
  await owner.ok(radreportDelete, { uuid })
})

test('a report is of one record of the images, or of all where the account wants that', async () => {
  await owner.ok(studyShare, { uuid: study, group_id: place.group })
  const { uuid } = await write({ findings: 'x' })
  const { rows } = await server.services.pool.query('select uuid from study where phi_namespace = $1', [
    place.place,
  ])
  const other = String(rows[0]?.uuid)
  const seen = async () => (await owner.ok(studyGet, { uuid: other })).radreports.map((one) => one.uuid)
  expect(await seen()).toEqual([])
  await owner.ok(accountSet, { uuid: place.uuid, settings: { show_radreport_in_all_namespaces: 1 } })
  expect(await seen()).toEqual([uuid])
  await server.services.pool.query("update study set anonymization = '{}' where uuid = $1", [other])
  expect(await seen()).toEqual([])
  await owner.ok(radreportDelete, { uuid })
})

test('what is no report of the study’s fields is refused', async () => {
  const broken = { sid: owner.sid, study_id: study, type: 'CT', fields: '{' }
  const answer = await server.app.inject({ method: 'POST', url: '/api/v3/radreport/add', payload: broken })
  expect(answer.json()).toMatchObject({ error_type: 'INVALID_JSON', error_subtype: 'fields' })
  expect(await owner.refused(radreportAdd, { study_id: place.uuid, type: 'CT' })).toBe('NOT_FOUND')
  const { uuid } = await write({})
  expect(await owner.refused(radreportSet, { uuid, attachment: { id: study } })).toBe('NOT_FOUND')
  expect(await owner.refused(radreportSet, { uuid, fields: { a: 'x'.repeat(300_000) } })).toBe('TOO_LONG')
  expect((await server.call(radreportPdf, { uuid: place.uuid }, { sid: owner.sid })).code).toBe(404)
  await owner.ok(radreportDelete, { uuid })
})
