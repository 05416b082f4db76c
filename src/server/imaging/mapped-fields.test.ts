import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { customfieldAdd, customfieldSet } from '#contract/customfield.ts'
import { studySet } from '#contract/study/edit.ts'
import { readInstance } from '../dicom/instance.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { buildFile, type FileOptions } from '../dicom/testing/build.ts'
import { EXPLICIT_LE } from '../dicom/transfer-syntax.ts'
import { explicitElement, textValue } from '../dicom/write.ts'
import { notifyStudy } from '../ingest/notify.ts'
import { clinic, stow } from '../testing/clinic.ts'
import { type Person, testServer } from '../testing/server.ts'

const server = testServer()
const JPEG_LS_LOSSLESS = '1.2.840.10008.1.2.4.80'
const HISTORY = '(0010,21B0)'
let made = 0

interface Fields {
  admin: Person
  uuid: string
  namespace: string
}

const field = async ({ admin, uuid: account_id }: Fields, more: Record<string, unknown>) =>
  (
    await admin.ok(customfieldAdd, {
      account_id,
      name: `Field ${++made}`,
      object: 'Study',
      type: 'text',
      ...more,
    })
  ).uuid

async function studyOf({ admin, namespace }: Fields, file: FileOptions = {}) {
  const study_uid = `1.9.88.${++made}`
  const options = { studyUID: study_uid, seriesUID: `${study_uid}.1`, sopUID: `${study_uid}.1.1`, ...file }
  await stow(server, admin, namespace, [options])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
  const { rows } = await server.services.pool.query(
    'select uuid from study where study_uid = $1 and phi_namespace = $2',
    [study_uid, namespace],
  )
  const path = `/dicomweb/namespaces/${namespace}/studies/${study_uid}`
  return { study_uid, uuid: String(rows[0]?.uuid), path, options }
}

type Made = Awaited<ReturnType<typeof studyOf>>

const get = (who: Person, url: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url, headers: { 'x-ambrahealth-sid': who.sid, ...headers } })
const say = ({ admin }: Fields, { uuid }: Made, values: Record<string, string>) =>
  admin.ok(studySet, {
    study_id: uuid,
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`customfield-${name}`, value])),
  })
const shown = async ({ admin }: Fields, { path }: Made): Promise<JsonDataSet> =>
  (await get(admin, `${path}/metadata`)).json()[0]
const fileOf = async (bytes: Buffer) =>
  (await readInstance(bytes.length, async ({ start, end }) => bytes.subarray(start, end))).json

test('a field stands in its tags wherever the study goes, and the stored file stays as it is', async () => {
  const here = await clinic(server, { study_download: 1 })
  const id = await field(here, { dicom_tag: HISTORY, other_dicom_tags: ['(0010,4000)'] })
  const study = await studyOf(here, { rows: 8, columns: 8 })
  await say(here, study, { [id]: 'Fell from a ladder' })
  const said = { vr: 'LT', Value: ['Fell from a ladder'] }
  const expected = { '001021B0': said, '00104000': said }

  expect(await shown(here, study)).toMatchObject(expected)
  const instance = `${study.path}/series/${study.study_uid}.1/instances/${study.study_uid}.1.1`
  expect((await get(here.admin, `${instance}/metadata`)).json()[0]).toMatchObject(expected)
  const storage = `/api/v3/storage/dicomweb/${here.namespace}/studies/${study.study_uid}/metadata`
  expect((await get(here.admin, storage)).json()[0]).toMatchObject(expected)

  // Files: by DICOMweb as they are compressed and otherwise, by WADO-URI, in a download.
  for (const syntax of ['*', EXPLICIT_LE, JPEG_LS_LOSSLESS]) {
    const answer = await get(here.admin, instance, {
      accept: `application/dicom; transfer-syntax=${syntax}`,
    })
    expect(answer.statusCode).toBe(200)
    const json = await fileOf(answer.rawPayload)
    expect(json).toMatchObject(expected)
    expect(json['00280010']?.Value).toEqual([8])
  }
  const uri = await get(
    here.admin,
    `/dicomweb/wado?requestType=WADO&studyUID=${study.study_uid}&seriesUID=${study.study_uid}.1&objectUID=${study.study_uid}.1.1&contentType=application/dicom`,
  )
  expect(await fileOf(uri.rawPayload)).toMatchObject(expected)
  const zip = await get(
    here.admin,
    `/api/v3/storage/study/${here.namespace}/${study.study_uid}/download?bundle=dicom`,
  )
  const [file] = Object.values(unzipSync(zip.rawPayload))
  expect(await fileOf(Buffer.from(file ?? []))).toMatchObject(expected)

  const { rows } = await server.services.pool.query(
    `select encode(i.hash, 'hex') as hash from stored_instance i where i.sop_instance_uid = $1`,
    [`${study.study_uid}.1.1`],
  )
  const stored: Buffer[] = []
  for await (const piece of server.services.objects.stream(String(rows[0]?.hash)))
    stored.push(Buffer.from(piece))
  expect(Buffer.concat(stored).equals(buildFile(study.options))).toBe(true)
})

test('the storage API lists it among the elements, in its place, whether the image has them or not', async () => {
  const here = await clinic(server, {})
  const id = await field(here, { dicom_tag: HISTORY })
  const name = await field(here, { dicom_tag: '(0008,1030)' })
  const study = await studyOf(here, {
    extra: [{ tag: 0x00081030, vr: 'LO', value: textValue('Chest', 'LO') }],
  })
  await say(here, study, { [id]: 'Cough', [name]: 'Thorax' })
  const at = `/api/v3/storage/study/${here.namespace}/${study.study_uid}`
  const [{ tags }] = (await get(here.admin, `${at}/json`)).json()
  const values = tags.map(({ name, value }: { name: string; value: unknown }) => [name, value])
  expect(values).toContainEqual(['AdditionalPatientHistory', 'Cough'])
  expect(values).toContainEqual(['StudyDescription', 'Thorax'])
  expect(values.filter(([name]: [string]) => name === 'StudyDescription')).toHaveLength(1)
  const order = tags.map(({ group, element }: { group: number; element: number }) => group * 65536 + element)
  expect(order).toEqual(order.toSorted((a: number, b: number) => a - b))
  const phi = (await get(here.admin, `${at}/phi`)).json()
  expect(phi.tags).toContainEqual(
    expect.objectContaining({ group: 16, element: 0x21b0, vr: 'LT', vl: 6, value: 'Cough' }),
  )
})

test('values take the form of the tag, and stay out of tags that cannot say them', async () => {
  const here = await clinic(server, {})
  const ids = {
    day: await field(here, { type: 'date', dicom_tag: '(0040,0244)' }),
    several: await field(here, {
      type: 'multiselect',
      dicom_tag: '(0008,1080)',
      options: { values: ['A', 'B'] },
    }),
    lines: await field(here, { type: 'memo', dicom_tag: '(0032,4000)', other_dicom_tags: ['(0008,1080)'] }),
    weight: await field(here, { type: 'number', dicom_tag: '(0010,1030)' }),
    words: await field(here, { dicom_tag: '(0008,0020)', other_dicom_tags: ['(0018,5100)', '(0009,1001)'] }),
    whole: await field(here, { type: 'number', dicom_tag: '(0028,0301)', other_dicom_tags: ['(0018,9073)'] }),
    uid: await field(here, { dicom_tag: '(0020,000D)', other_dicom_tags: ['(0028,0010)', '(7FE0,0010)'] }),
  }
  const study = await studyOf(here, { studyDate: '20260203', rows: 8, columns: 8 })
  await say(here, study, {
    [ids.day]: '2026-05-06',
    [ids.several]: 'A, B',
    [ids.lines]: 'one\ntwo',
    [ids.weight]: '71.5',
    [ids.words]: 'left',
    [ids.whole]: '2.5',
    [ids.uid]: '1.2.3',
  })
  expect(await shown(here, study)).toMatchObject({
    '00400244': { vr: 'DA', Value: ['20260506'] },
    // The later field stands over the earlier one.
    '00081080': { vr: 'LO', Value: ['one', 'two'] },
    '00324000': { vr: 'LT', Value: ['one\ntwo'] },
    '00101030': { vr: 'DS', Value: [71.5] },
    '00080020': { vr: 'DA', Value: ['20260203'] },
    '00185100': { vr: 'CS', Value: ['LEFT'] },
    '00091001': { vr: 'LO', Value: ['left'] },
    '00189073': { vr: 'FD', Value: [2.5] },
    '0020000D': { vr: 'UI', Value: [study.study_uid] },
    '00280010': { vr: 'US', Value: [8] },
  })
  const answer = await get(
    here.admin,
    `${study.path}/series/${study.study_uid}.1/instances/${study.study_uid}.1.1`,
    {
      accept: 'application/dicom',
    },
  )
  expect(await fileOf(answer.rawPayload)).toMatchObject({
    '00081080': { vr: 'LO', Value: ['one', 'two'] },
    '00189073': { vr: 'FD', Value: [2.5] },
    '00280010': { vr: 'US', Value: [8] },
  })
})

test('an empty field empties its tag, but where it is not to; loaded fields go back only where that is switched off', async () => {
  const here = await clinic(server, {})
  const blank = await field(here, { dicom_tag: '(0008,1030)' })
  const spared = await field(here, { dicom_tag: '(0008,0080)', dicom_tag_ignore_empty: 1 })
  const loaded = await field(here, { dicom_tag: '(0038,0300)', load_dicom_tag: 1 })
  const study = await studyOf(here, {
    extra: [
      { tag: 0x00080080, vr: 'LO', value: textValue('City', 'LO') },
      { tag: 0x00081030, vr: 'LO', value: textValue('Chest', 'LO') },
      { tag: 0x00380300, vr: 'LO', value: textValue('Ward 1', 'LO') },
    ],
  })
  await say(here, study, { [loaded]: 'Ward 2' })
  expect(await shown(here, study)).toMatchObject({
    '00080080': { vr: 'LO', Value: ['City'] },
    '00081030': { vr: 'LO' },
    '00380300': { vr: 'LO', Value: ['Ward 1'] },
  })
  expect((await shown(here, study))['00081030']?.Value).toBeUndefined()
  await here.admin.ok(accountSet, { uuid: here.uuid, settings: { exclude_load_dicom_tag: 0 } })
  await say(here, study, { [blank]: 'Thorax', [spared]: 'Country' })
  expect(await shown(here, study)).toMatchObject({
    '00080080': { vr: 'LO', Value: ['Country'] },
    '00081030': { vr: 'LO', Value: ['Thorax'] },
    '00380300': { vr: 'LO', Value: ['Ward 2'] },
  })
})

test('within sequences a field stands in the first item, in the one that is counted, or in one of its own', async () => {
  const here = await clinic(server, {})
  const ids = {
    first: await field(here, { dicom_tag: '(0040,0275):(0040,0007)' }),
    second: await field(here, { dicom_tag: '(0040,0275):(0040,1001)[2]' }),
    new: await field(here, { dicom_tag: '(0008,1111):(0008,1155)', dicom_tag_ignore_empty: 1 }),
    empty: await field(here, { dicom_tag: '(0008,1110):(0008,1155)' }),
  }
  const item = (n: number) => {
    const content = Buffer.concat([
      explicitElement(0x00400007, 'LO', textValue(`step ${n}`, 'LO')),
      explicitElement(0x00401001, 'SH', textValue(`id ${n}`, 'SH')),
    ])
    return Buffer.concat([Buffer.from([0xfe, 0xff, 0x00, 0xe0, content.length, 0, 0, 0]), content])
  }
  const study = await studyOf(here, {
    extra: [{ tag: 0x00400275, vr: 'SQ', value: Buffer.concat([item(1), item(2)]) }],
  })
  await say(here, study, { [ids.first]: 'Scan', [ids.second]: 'ID 22', [ids.new]: '1.2.3' })
  const json = await shown(here, study)
  expect(json['00400275']?.Value).toEqual([
    { '00400007': { vr: 'LO', Value: ['Scan'] }, '00401001': { vr: 'SH', Value: ['id 1'] } },
    { '00400007': { vr: 'LO', Value: ['step 2'] }, '00401001': { vr: 'SH', Value: ['ID 22'] } },
  ])
  expect(json['00081111']).toEqual({ vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }] })
  // There is nothing to empty.
  expect(json['00081110']).toBeUndefined()
  const [{ tags }] = (
    await get(here.admin, `/api/v3/storage/study/${here.namespace}/${study.study_uid}/json`)
  ).json()
  const sequence = tags.find(
    ({ group, element }: { group: number; element: number }) => group === 0x40 && element === 0x275,
  )
  expect(
    sequence.value.map((one: { tags: { value: string }[] }) => one.tags.map(({ value }) => value)),
  ).toEqual([
    ['Scan', 'id 1'],
    ['step 2', 'ID 22'],
  ])
})

test('a search finds by it and answers with it, in accounts that map the tag', async () => {
  const here = await clinic(server, {})
  const there = await clinic(server, {})
  const id = await field(here, { dicom_tag: '(0008,0050)', dicom_tag_ignore_empty: 1 })
  const history = await field(here, {
    type: 'date',
    dicom_tag: '(0018,1200)',
    other_dicom_tags: ['(0018,0015)'],
  })
  const [one, two] = [
    await studyOf(here, { accessionNumber: 'A1' }),
    await studyOf(here, { accessionNumber: 'A2' }),
  ]
  const other = await studyOf(there, { accessionNumber: 'A1' })
  await say(here, one, { [id]: 'FIELD 1', [history]: '2026-05-06' })
  const found = async (who: Fields, query: string, level = 'studies') => {
    const answer = await get(who.admin, `/dicomweb/namespaces/${who.namespace}/${level}?${query}`)
    return answer.statusCode === 204 ? [] : answer.json()
  }
  const uids = async (who: Fields, query: string, level?: string) =>
    (await found(who, query, level)).map((set: JsonDataSet) => set['0020000D']?.Value?.[0])
  expect(await uids(here, 'AccessionNumber=FIELD%201')).toEqual([one.study_uid])
  expect(await uids(here, 'AccessionNumber=FIELD*', 'series')).toEqual([one.study_uid])
  expect(await uids(here, 'AccessionNumber=FIELD*', 'instances')).toEqual([one.study_uid])
  expect(await uids(here, 'AccessionNumber=A1')).toEqual([])
  expect(await uids(here, 'AccessionNumber=A2')).toEqual([two.study_uid])
  expect(await uids(there, 'AccessionNumber=A1')).toEqual([other.study_uid])
  expect(await uids(there, 'AccessionNumber=FIELD%201')).toEqual([])
  expect(
    await uids({ ...there, namespace: here.namespace }, 'AccessionNumber=FIELD%201').catch(() => 'refused'),
  ).not.toContain(one.study_uid)

  // An attribute that searches do not know otherwise.
  expect(await uids(here, 'DateOfLastCalibration=20260101-20261231')).toEqual([one.study_uid])
  expect(await uids(here, 'DateOfLastCalibration=20250101-20251231')).toEqual([])
  expect(
    (await found(here, 'DateOfLastCalibration=%22%22&emptyvaluematching=true')).map(
      (set: JsonDataSet) => set['0020000D']?.Value?.[0],
    ),
  ).toEqual([two.study_uid])
  expect(await uids(there, 'DateOfLastCalibration=20260101-20261231')).toEqual([other.study_uid])

  const [study] = await found(here, `StudyInstanceUID=${one.study_uid}&includefield=DateOfLastCalibration`)
  expect(study).toMatchObject({
    '00080050': { vr: 'SH', Value: ['FIELD 1'] },
    '00181200': { vr: 'DA', Value: ['20260506'] },
  })
  const [series] = await found(here, `StudyInstanceUID=${one.study_uid}`, 'series')
  expect(series['00180015']).toEqual({ vr: 'CS', Value: ['2026-05-06'] })

  // What a person edited in the record goes first.
  await here.admin.ok(studySet, { study_id: one.uuid, accession_number: 'EDITED' })
  expect(await uids(here, 'AccessionNumber=EDITED')).toEqual([one.study_uid])
  expect(await uids(here, 'AccessionNumber=FIELD%201')).toEqual([])
  expect((await shown(here, one))['00080050']?.Value).toEqual(['EDITED'])
})

test('answers change their tags with the value, with the mapping and with the setting', async () => {
  const here = await clinic(server, {})
  const study = await studyOf(here)
  const instance = `${study.path}/series/${study.study_uid}.1/instances/${study.study_uid}.1.1`
  const tag = async (url: string, since?: string) => {
    const answer = await get(here.admin, url, {
      accept: 'application/dicom+json',
      ...(since ? { 'if-none-match': since } : {}),
    })
    return { code: answer.statusCode, tag: String(answer.headers.etag) }
  }
  for (const url of [`${study.path}/metadata`, `${instance}/metadata`]) {
    const first = (await tag(url)).tag
    let before = first
    const changes = async () => {
      const next = await tag(url, before)
      expect(next.code).toBe(200)
      expect(next.tag).not.toBe(before)
      expect((await tag(url, next.tag)).code).toBe(304)
      before = next.tag
    }
    const id = await field(here, { dicom_tag: '(0008,1030)' })
    await changes()
    await say(here, study, { [id]: 'Thorax' })
    await changes()
    await here.admin.ok(customfieldSet, { uuid: id, load_dicom_tag: 1 })
    await changes()
    // Nothing stands before the images any more.
    expect(before).toBe(first)
  }
  // A file that says something else is no stored file any more.
  await field(here, { dicom_tag: HISTORY })
  const answer = await get(here.admin, instance, { accept: 'application/dicom' })
  expect(answer.headers.etag).toBeUndefined()
  expect(answer.headers['accept-ranges']).toBeUndefined()
})

test('a person gives any tag a value where the account lets them', async () => {
  const here = await clinic(server, {})
  await here.admin.ok(accountSet, { uuid: here.uuid, settings: { enable_dicom_tag_customfields: 1 } })
  const study = await studyOf(here)
  await say(here, study, { '(0010,2180)': 'Baker', '(0020,000D)': '1.2.3' })
  expect(await shown(here, study)).toMatchObject({
    '00102180': { vr: 'SH', Value: ['Baker'] },
    '0020000D': { vr: 'UI', Value: [study.study_uid] },
  })
  const answer = await get(here.admin, `/dicomweb/namespaces/${here.namespace}/studies?Occupation=Baker`)
  expect(answer.json()).toHaveLength(1)
  await here.admin.ok(accountSet, { uuid: here.uuid, settings: { enable_dicom_tag_customfields: 0 } })
  expect((await shown(here, study))['00102180']).toBeUndefined()
})
