import { expect, test } from 'vitest'
import { customfieldAdd, customfieldMappingAdd, customfieldSet } from '#contract/customfield.ts'
import { orderAdd, orderSet } from '#contract/order.ts'
import { studySet, studySync } from '#contract/study/edit.ts'
import { studyGet } from '#contract/study/read.ts'
import { encodeJson } from '../dicom/json-encode.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { textValue } from '../dicom/write.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { clinic, stow } from '../testing/clinic.ts'
import { type Person, testServer } from '../testing/server.ts'
import { reportPath, valueInReports } from './sr_value.ts'

const server = testServer()
let made = 0
const DUTIES = {
  patientid: 'p1',
  patient_name: 'Doe^Jane',
  patient_sex: 'F',
  patient_birth_date: '19800101',
  referring_physician: 'Roe',
  sending_facility: 'South',
}

const code = (meaning: string): JsonDataSet => ({
  '00080100': { vr: 'SH', Value: ['1'] },
  '00080102': { vr: 'SH', Value: ['LN'] },
  '00080104': { vr: 'LO', Value: [meaning] },
})
const item = (name: string, type: string, more: JsonDataSet): JsonDataSet => ({
  '0040A040': { vr: 'CS', Value: [type] },
  '0040A043': { vr: 'SQ', Value: [code(name)] },
  ...more,
})
const container = (name: string, ...items: JsonDataSet[]) =>
  item(name, 'CONTAINER', { '0040A730': { vr: 'SQ', Value: items } })
const words = (name: string, text: string) => item(name, 'TEXT', { '0040A160': { vr: 'UT', Value: [text] } })
const day = (name: string, date: string) => item(name, 'DATE', { '0040A121': { vr: 'DA', Value: [date] } })
const measured = (name: string, value: number) =>
  item(name, 'NUM', {
    '0040A300': { vr: 'SQ', Value: [{ '0040A30A': { vr: 'DS', Value: [value] } }] },
  })
const coded = (name: string, meaning: string) =>
  item(name, 'CODE', { '0040A168': { vr: 'SQ', Value: [code(meaning)] } })

/** The content of a report as elements of a file. */
function contentOf({ '0040A043': title, '0040A730': content }: JsonDataSet) {
  const bytesOf = (tag: string, attribute: JsonDataSet[string] | undefined) =>
    // Explicit VR of a sequence: tag, VR, two reserved bytes and the length come first.
    encodeJson({ [tag]: attribute ?? { vr: 'SQ' } }).subarray(12)
  return [
    { tag: 0x0040a040, vr: 'CS', value: textValue('CONTAINER', 'CS') },
    { tag: 0x0040a043, vr: 'SQ', value: bytesOf('0040A043', title) },
    { tag: 0x0040a730, vr: 'SQ', value: bytesOf('0040A730', content) },
  ]
}

async function place() {
  const made = await clinic(server, { study_sync: 1, order_edit: 1, order_view: 1 })
  const field = async (object: string, name: string, more: Record<string, unknown> = {}) =>
    (await made.admin.ok(customfieldAdd, { account_id: made.uuid, name, object, type: 'text', ...more })).uuid
  return { ...made, field }
}

async function arrive(who: Person, namespace: string, reports: readonly JsonDataSet[], accession = 'A1') {
  const study_uid = `1.9.99.${++made}`
  const files = reports.map((report, n) => ({
    studyUID: study_uid,
    seriesUID: `${study_uid}.9`,
    sopUID: `${study_uid}.9.${n}`,
    sopClassUID: '1.2.840.10008.5.1.4.1.1.88.33',
    samples: 0 as const,
    instanceNumber: n + 1,
    extra: contentOf(report),
  }))
  const image = {
    studyUID: study_uid,
    seriesUID: `${study_uid}.1`,
    sopUID: `${study_uid}.1.1`,
    patientID: 'P1',
    accessionNumber: accession,
  }
  await stow(server, who, namespace, [
    image,
    ...files.map((file) => ({ ...file, patientID: 'P1', accessionNumber: accession })),
  ])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
  const { rows } = await server.services.pool.query(
    'select uuid from study where study_uid = $1 and phi_namespace = $2',
    [study_uid, namespace],
  )
  return { study_uid, uuid: String(rows[0]?.uuid) }
}

async function said(who: Person, uuid: string): Promise<Record<string, unknown>> {
  const { customfields = [] } = await who.ok(studyGet, { uuid })
  return Object.fromEntries(customfields.map(({ name, value }) => [name, value]))
}

test('fields take what reports say, by the names that lead to it, the first report with it first', async () => {
  const { admin, namespace, field } = await place()
  const path = (...names: string[]) => ({ load_from_sr: JSON.stringify(names) })
  const due = await field('Study', 'Due', { type: 'date', ...path('Summary', 'EDD from LMP') })
  await field('Study', 'Weight', { type: 'number', ...path('Fetus', 'Biometry', 'Weight') })
  await field('Study', 'Second', { type: 'number', ...path('_INSTANCE_2_', 'Fetus', 'Biometry', 'Weight') })
  await field('Study', 'Sex', path('ob-gyn report', 'Fetus', 'Sex'))
  await field('Study', 'Third', path('_INSTANCE_3_', 'Fetus', 'Biometry', 'Weight'))
  await field('Study', 'Wrong', { type: 'number', ...path('Summary', 'Comment') })
  const first = container(
    'OB-GYN Report',
    container('Fetus', container('Biometry', measured('Weight', 812.5))),
  )
  const second = container(
    'OB-GYN Report',
    container('Summary', words('Comment', 'well'), day('EDD from LMP', '20260506')),
    container('Fetus', coded('Sex', 'Female'), container('Biometry', measured('Weight', 900))),
  )
  const study = await arrive(admin, namespace, [first, second])
  expect(await said(admin, study.uuid)).toEqual({
    Due: '2026-05-06',
    Weight: '812.5',
    Second: '900',
    Sex: 'Female',
    Third: null,
    Wrong: null,
  })
  // What a person says stays until it is loaded again.
  await admin.ok(studySet, { study_id: study.uuid, ...{ [`customfield-${due}`]: '2026-05-07' } })
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid: study.study_uid })
  expect((await said(admin, study.uuid)).Due).toBe('2026-05-07')
  await server.services.pool.query('update study set synced = null where uuid = $1', [study.uuid])
  await admin.ok(studySync, { study_id: study.uuid, reload_load_dicom_tag: 1 })
  expect((await said(admin, study.uuid)).Due).toBe('2026-05-06')
})

test('a path is a list of names, and nothing else is taken', async () => {
  const { field, admin, uuid: account_id } = await place()
  for (const load_from_sr of ['Summary', '{}', '[]', '[1]', '["_INSTANCE_2_"]', '["a",""]'])
    expect(
      (
        await server.call(
          customfieldAdd,
          { account_id, name: 'F', object: 'Study', load_from_sr },
          { sid: admin.sid },
        )
      ).body,
    ).toMatchObject({ error_type: 'INVALID_JSON', error_subtype: 'load_from_sr' })
  const uuid = await field('Study', 'Good', { load_from_sr: '["a"]' })
  expect(await admin.refused(customfieldSet, { uuid, load_from_sr: 'a' })).toBe('INVALID_JSON')
  await admin.ok(customfieldSet, { uuid, load_from_sr: '' })
  expect(reportPath('["_INSTANCE_12_","a","b"]')).toEqual({ names: ['a', 'b'], nth: 12 })
})

test('what stands between a record and its reports is not read past', () => {
  const report = container('Report', words('Comment', 'Jane came'))
  const path = { names: ['Comment'], nth: 1 }
  expect(valueInReports([report], path)).toBe('Jane came')
  const hidden = [{ tag: '0040A160', pattern: 'Jane', flags: 'g', replacement: 'X', empty: '' }]
  expect(valueInReports([report], path, hidden)).toBe('X came')
})

test('studies take what their orders say, whichever comes first, and keep what they say themselves', async () => {
  const { admin, namespace, uuid: account_id, field } = await place()
  const question = await field('Order', 'Question')
  const ward = await field('Order', 'Ward')
  await field('Study', 'Asked', { load_order: 1, other_customfield_id: question })
  const own = await field('Study', 'From')
  await admin.ok(customfieldMappingAdd, { from_customfield_id: ward, to_customfield_id: own })
  // A field that names another without the flag is not loaded.
  await field('Study', 'Not asked', { other_customfield_id: question })
  const order = async (accession_number: string, values: Record<string, string>) =>
    (
      await admin.ok(orderAdd, {
        ...DUTIES,
        account_id,
        accession_number,
        ...Object.fromEntries(Object.entries(values).map(([uuid, value]) => [`customfield-${uuid}`, value])),
      })
    ).uuid

  await order('B1', { [question]: 'Fracture?', [ward]: '7' })
  const after = await arrive(admin, namespace, [], 'B1')
  expect(await said(admin, after.uuid)).toEqual({ Asked: 'Fracture?', From: '7', 'Not asked': null })

  const before = await arrive(admin, namespace, [], 'B2')
  await admin.ok(studySet, { study_id: before.uuid, ...{ [`customfield-${own}`]: 'Home' } })
  const late = await order('B2', { [question]: 'Stone?', [ward]: '8' })
  expect(await said(admin, before.uuid)).toMatchObject({ Asked: 'Stone?', From: 'Home' })
  await admin.ok(orderSet, {
    ...DUTIES,
    uuid: late,
    accession_number: 'B2',
    ...{ [`customfield-${question}`]: 'Gall stone?' },
  })
  expect(await said(admin, before.uuid)).toMatchObject({ Asked: 'Stone?', From: 'Home' })

  // Another's since an edit.
  const moved = await arrive(admin, namespace, [], 'B3')
  expect((await said(admin, moved.uuid)).Asked).toBe(null)
  await admin.ok(studySet, { study_id: moved.uuid, accession_number: 'B2' })
  expect(await said(admin, moved.uuid)).toMatchObject({ Asked: 'Gall stone?', From: '8' })

  // Another account's orders and fields are its own.
  const there = await place()
  await there.field('Study', 'Asked', {
    load_order: 1,
    other_customfield_id: await there.field('Order', 'Question'),
  })
  const study = await arrive(there.admin, there.namespace, [], 'B1')
  expect((await said(there.admin, study.uuid)).Asked).toBe(null)
})
