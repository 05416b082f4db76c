import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { namespaceAnonymize, namespaceSettings } from '#contract/namespace.ts'
import { studySet, studySync } from '#contract/study/edit.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyShare } from '#contract/study/share.ts'
import type { FileOptions } from '../dicom/testing/build.ts'
import { explicitElement, textValue } from '../dicom/write.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { clinic, stow } from '../testing/clinic.ts'
import { type Person, testServer } from '../testing/server.ts'
import { valuesOfTag } from './load_tags.ts'

const server = testServer()
const WARD = '(0038,0300)'
let made = 0

const ward = (text: string): FileOptions['extra'] => [
  { tag: 0x00380300, vr: 'LO', value: textValue(text, 'LO') },
]

async function arrive(who: Person, namespace: string, study_uid: string, number: number, file: FileOptions) {
  await stow(server, who, namespace, [
    { studyUID: study_uid, seriesUID: `${study_uid}.1`, sopUID: `${study_uid}.1.${number}`, ...file },
  ])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
}

async function place() {
  const made = await clinic(server, { study_share: 1, study_sync: 1 })
  const { admin, uuid: account_id } = made
  const field = async (name: string, type: string, dicom_tag: string, more: Record<string, unknown> = {}) =>
    (
      await admin.ok(customfieldAdd, {
        account_id,
        name,
        object: 'Study',
        type,
        dicom_tag,
        load_dicom_tag: 1,
        ...more,
      })
    ).uuid
  return { ...made, field }
}

const recordIn = async (namespace: string, study_uid: string): Promise<string> => {
  const { rows } = await server.services.pool.query(
    'select uuid from study where study_uid = $1 and phi_namespace = $2 and deleted is null',
    [study_uid, namespace],
  )
  return String(rows[0]?.uuid)
}

async function said(who: Person, uuid: string): Promise<Record<string, unknown>> {
  const { customfields = [] } = await who.ok(studyGet, { uuid })
  return Object.fromEntries(customfields.map(({ name, value }) => [name, value]))
}

const uidOf = () => `1.9.77.${++made}`

test('fields take what the images say, in the form of their type, and leave out what does not fit', async () => {
  const { admin, namespace, field } = await place()
  await field('Ward', 'text', WARD)
  await field('Seen', 'date', '(0008,0020)')
  await field('Weight', 'number', '(0010,1030)')
  await field('Wrong', 'number', '(0010,0020)')
  await field('Second', 'text', '(0040,0275):(0040,0007)[2]')
  await field('Written', 'text', WARD, { load_dicom_tag: 0 })
  const item = (text: string) => {
    const content = explicitElement(0x00400007, 'LO', textValue(text, 'LO'))
    return Buffer.concat([Buffer.from([0xfe, 0xff, 0x00, 0xe0, content.length, 0, 0, 0]), content])
  }
  const study_uid = uidOf()
  await arrive(admin, namespace, study_uid, 1, {
    patientID: 'no number',
    studyDate: '20260203',
    extra: [
      { tag: 0x00101030, vr: 'DS', value: textValue('71.5', 'DS') },
      { tag: 0x00380300, vr: 'LO', value: textValue('Ward 7', 'LO') },
      { tag: 0x00400275, vr: 'SQ', value: Buffer.concat([item('First step'), item('Second step')]) },
    ],
  })
  const uuid = await recordIn(namespace, study_uid)
  expect(await said(admin, uuid)).toEqual({
    Ward: 'Ward 7',
    Seen: '2026-02-03',
    Weight: '71.5',
    Wrong: null,
    Second: 'Second step',
    Written: null,
  })
  const { events } = await admin.ok(auditObject, { uuid })
  expect(events?.filter(({ action }) => action === 'EDIT')).toHaveLength(1)
})

test('what a field says stays, but where it is asked for, forced or always the latest', async () => {
  const { admin, namespace, field, uuid: account_id } = await place()
  const id = await field('Ward', 'text', WARD)
  const study_uid = uidOf()
  await arrive(admin, namespace, study_uid, 1, { extra: ward('Ward 1') })
  const uuid = await recordIn(namespace, study_uid)
  const now = async () => (await said(admin, uuid)).Ward
  expect(await now()).toBe('Ward 1')
  const write = () => admin.ok(studySet, { study_id: uuid, ...{ [`customfield-${id}`]: 'By hand' } })
  await write()
  const again = (number: number, text: string) =>
    arrive(admin, namespace, study_uid, number, { extra: ward(text) })
  await again(2, 'Ward 1')
  expect(await now()).toBe('By hand')

  const sync = async (more: Record<string, unknown>) => {
    await server.services.pool.query('update study set synced = null where uuid = $1', [uuid])
    await admin.ok(studySync, { study_id: uuid, ...more })
  }
  await sync({})
  expect(await now()).toBe('By hand')
  await sync({ reload_load_dicom_tag: 1 })
  expect(await now()).toBe('Ward 1')

  await write()
  await admin.ok(accountSet, { uuid: account_id, settings: { force_reload_load_dicom_tag: 1 } })
  await again(3, 'Ward 1')
  expect(await now()).toBe('Ward 1')
  await admin.ok(accountSet, { uuid: account_id, settings: { force_reload_load_dicom_tag: 0 } })

  await write()
  const always = (tags: unknown) =>
    server.call(
      namespaceSettings,
      { uuid: namespace, ...{ storage_always_dicom_tags: tags } },
      { sid: admin.sid },
    )
  expect((await always(['Ward'])).body).toMatchObject({
    error_type: 'INVALID_SETTING_VALUE',
    error_subtype: 'storage_always_dicom_tags',
  })
  expect((await always([WARD])).body).toMatchObject({ storage_always_dicom_tags: [WARD] })
  await again(1, 'Ward 2')
  expect(await now()).toBe('Ward 2')
  await again(1, '')
  await sync({})
  expect(await now()).toBe(null)
})

test('a record behind substitutions says in its fields what they let through', async () => {
  const { admin, namespace, place: quiet, group, field } = await place()
  await field('Ward', 'text', WARD)
  await field('Who', 'text', '(0010,0010)')
  await admin.ok(namespaceAnonymize, { uuid: quiet, rules: { patient_name: 's/.*/Nobody/' } })
  const study_uid = uidOf()
  await arrive(admin, namespace, study_uid, 1, { patientName: 'Roe^Jane', extra: ward('Ward 3') })
  const original = await recordIn(namespace, study_uid)
  expect(await said(admin, original)).toEqual({ Ward: 'Ward 3', Who: 'Roe^Jane' })
  await admin.ok(studyShare, { uuid: original, group_id: group })
  const shared = await recordIn(quiet, study_uid)
  expect(await said(admin, shared)).toEqual({ Ward: 'Ward 3', Who: 'Nobody' })
})

test('a path goes through every item, an ordinal counts end to end', () => {
  const step = (text: string) => ({ '00400007': { vr: 'LO', Value: [text] } })
  const set = {
    '00080050': { vr: 'SH' },
    '00400275': { vr: 'SQ', Value: [{}, step('a'), step('b')] },
  }
  expect(valuesOfTag(set, '(0040,0275):(0040,0007)')).toEqual(['a'])
  expect(valuesOfTag(set, '(0040,0275):(0040,0007)[2]')).toEqual(['b'])
  expect(valuesOfTag(set, '(0040,0275):(0040,0007)[3]')).toBeUndefined()
  expect(valuesOfTag(set, '(0008,0050)')).toBeUndefined()
})
