import { beforeAll, expect, test } from 'vitest'
import { customfieldAdd, customfieldGet } from '#contract/customfield.ts'
import { filterAdd, filterList, filterShare } from '#contract/filter.ts'
import { groupAdd } from '#contract/group.ts'
import { studyAdd, studySet, studyStar } from '#contract/study/edit.ts'
import { studyCount, studyCountByFilter, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { tagAdd, tagDelete } from '#contract/tag.ts'
import { userNamespaceList } from '#contract/user.ts'
import type { NewAccount } from '../../tenancy/account.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let account: NewAccount
let admin: Person
const ids: Record<string, string> = {}

const STUDIES = [
  {
    patient_name: 'Thistledown^Per',
    patientid: '204118',
    modality: 'CT',
    study_date: '20260301',
    accession_number: 'A-1',
    study_description: 'CT Chest',
  },
  {
    patient_name: 'Moonbrook^Ines',
    patientid: '198720',
    modality: 'MR',
    study_date: '20260215',
    accession_number: 'a-1',
    study_description: 'MR Head',
  },
  {
    patient_name: 'Quillfeather^Otto',
    patientid: '204120',
    modality: 'CT',
    study_date: '20260110',
    accession_number: 'A-3',
  },
  { patient_name: "O'Leary^100%_Sure", patientid: 'X1', modality: 'US\\SR' },
] as const

beforeAll(async () => {
  account = await server.account()
  admin = await server.person(account, 'admin')
  for (const [n, study] of STUDIES.entries()) {
    const { uuid } = await admin.ok(studyAdd, {
      ...study,
      study_uid: `1.2.826.${n}`,
      storage_namespace: account.namespace_id,
      phi_namespace: account.namespace_id,
    })
    ids[study.patientid] = uuid
  }
})

const found = async (params: Record<string, string | number>) =>
  (await admin.ok(studyList, params)).studies.map((study) => study.patientid)

test('the newest study comes first', async () => {
  expect(await found({})).toEqual(['X1', '204120', '198720', '204118'])
})

test.each([
  [{ 'filter.patientid.equals': '204118' }, ['204118']],
  [{ 'filter.patient_name.equals': 'MOONBROOK^INES' }, ['198720']],
  [{ 'filter.accession_number.equals': 'A-1' }, ['204118']],
  [{ 'filter.patient_name.like': '%feather%' }, ['204120']],
  [{ 'filter.modality.in': '["ct","us"]' }, ['X1', '204120', '204118']],
  [{ 'filter.modality.not_equals': 'CT' }, ['X1', '198720']],
  [{ 'filter.study_date.ge': '20260201' }, ['198720', '204118']],
  [{ 'filter.study_date.equals_or_null': '20260110' }, ['X1', '204120']],
  [{ 'filter.study_description.in_or_null': '["mr head"]' }, ['X1', '204120', '198720']],
  [{ 'filter.study_description.not_equals_or_null': 'MR Head' }, ['X1', '204120', '204118']],
  [{ 'filter.SMART_SEARCH.equals': 'thistle ct' }, ['204118']],
  [{ 'filter.SMART_SEARCH.equals': 'Thistledown, Per' }, ['204118']],
  [{ 'filter.SMART_SEARCH.equals': '100%_S' }, ['X1']],
  [{ 'filter.SMART_SEARCH.equals': '%' }, []],
  [{ 'filter.phantom.equals': '1', 'filter.modality.equals': 'MR' }, ['198720']],
  [{ 'filter.created.lt': '2020-01-01' }, []],
])('%o keeps the studies that match', async (params, expected) => {
  expect(await found(params)).toEqual(expected)
  expect((await admin.ok(studyCount, params)).count).toBe(expected.length)
})

test.each([
  [{ 'filter.nothing.equals': '1' }, 'INVALID_FIELD', 'filter.nothing.equals'],
  [{ 'filter.modality.is': '1' }, 'INVALID_CONDITION', 'filter.modality.is'],
  [{ 'filter.modality.in': 'CT' }, 'INVALID_CONDITION', 'filter.modality.in'],
  [{ 'filter.image_count.gt': 'many' }, 'INVALID_CONDITION', 'filter.image_count.gt'],
  [{ sort_by: 'nothing-asc' }, 'INVALID_SORT_FIELD', 'nothing'],
  [{ sort_by: 'created-up' }, 'INVALID_SORT_ORDER', 'created'],
  [
    { filter_id: '9a3c6f6e-0000-4000-8000-000000000000' },
    'FILTER_NOT_FOUND',
    '9a3c6f6e-0000-4000-8000-000000000000',
  ],
])('%o is refused with %s', async (params, error_type, error_subtype) => {
  expect((await admin.call(studyList, params)).body).toMatchObject({ error_type, error_subtype })
})

test('sorting goes left to right and empty values stand at one end', async () => {
  expect(await found({ sort_by: 'patient_name-asc' })).toEqual(['198720', 'X1', '204120', '204118'])
  expect(await found({ sort_by: 'modality-asc,patientid-desc' })).toEqual([
    '204120',
    '204118',
    '198720',
    'X1',
  ])
  expect(await found({ sort_by: 'study_date-desc' })).toEqual(['204118', '198720', '204120', 'X1'])
})

test('sorting by location goes through the namespaces by name, newest first in each', async () => {
  const owner = await server.person(await server.account('Beta clinic'), 'admin', { global: true })
  const [{ uuid: beta, type_uuid: account_id } = { uuid: '', type_uuid: '' }] = (
    await owner.ok(userNamespaceList, {})
  ).namespaces
  const { namespace_id: alpha } = await owner.ok(groupAdd, { account_id, name: 'Alpha ward' })
  for (const [n, place] of [beta, alpha, beta, alpha].entries()) {
    await owner.ok(studyAdd, {
      study_uid: `1.7.${n}`,
      patientid: String(n),
      storage_namespace: place,
      phi_namespace: place,
    })
  }
  const order = async (sort_by: string, extra = {}) =>
    (await owner.ok(studyList, { sort_by, ...extra })).studies.map((study) => study.patientid)
  expect(await order('phi_namespace_name-asc')).toEqual(['3', '1', '2', '0'])
  expect(await order('phi_namespace_name-desc,patientid-asc')).toEqual(['0', '2', '1', '3'])
  expect(await order('phi_namespace_name-asc', { 'page.rows': 2, 'page.number': 2 })).toEqual(['2', '0'])
})

test('pages follow each other without gap or overlap and say whether there is more', async () => {
  const first = await admin.ok(studyList, { 'page.rows': 3 })
  const second = await admin.ok(studyList, { 'page.rows': 3, 'page.number': 2 })
  expect(first).toMatchObject({ page: { more: 1, rows: 3, number: 1 }, more: 1 })
  expect(second).toMatchObject({ page: { more: 0, rows: 3, number: 2 }, more: 0 })
  expect([...first.studies, ...second.studies].map((study) => study.patientid)).toEqual([
    'X1',
    '204120',
    '198720',
    '204118',
  ])
})

test('fields, fields.study and fields._top leave the rest away', async () => {
  const { body } = await admin.call(studyList, { fields: ['uuid'], 'page.rows': 1 })
  expect(Object.keys(body.studies?.[0] ?? {})).toEqual(['uuid'])
  const top = await admin.call(studyList, { 'fields._top': ['more'] })
  expect(Object.keys(top.body).toSorted()).toEqual(['more', 'status'])
})

test('timestamps are compared in whole seconds, in the zone of filter.tz with its POSIX sign', async () => {
  const study = await admin.ok(studyGet, { uuid: ids.X1 ?? '' })
  const second = study.created.slice(0, 19)
  expect(await found({ 'filter.created.ge': second, 'filter.patientid.equals': 'X1' })).toEqual(['X1'])
  expect(await found({ 'filter.created.equals': second, 'filter.patientid.equals': 'X1' })).toEqual(['X1'])
  expect(await found({ 'filter.created.gt': second, 'filter.patientid.equals': 'X1' })).toEqual([])
  const shifted = new Date(Date.parse(`${second}Z`) - 3 * 3_600_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
  expect(
    await found({ 'filter.created.equals': shifted, 'filter.tz': '+03:00', 'filter.patientid.equals': 'X1' }),
  ).toEqual(['X1'])
})

test('tags and stars can be filtered by, a star is one’s own', async () => {
  await admin.ok(tagAdd, { object: 'Study', object_id: ids['198720'] ?? '', tag: 'Stroke' })
  await admin.ok(studyStar, { uuid: ids['204118'] ?? '', star: 1 })
  expect(await found({ 'filter.tags.in': '["stroke","none"]' })).toEqual(['198720'])
  expect(await found({ 'filter.star.equals': '1' })).toEqual(['204118'])
  const colleague = await server.person(account)
  expect((await colleague.ok(studyList, { 'filter.star.equals': '1' })).studies).toEqual([])
})

test('the reader’s own stars and the tags order the list like any other column', async () => {
  const owner = await server.person(await server.account('Gamma clinic'), 'admin', { global: true })
  const [{ uuid: place } = { uuid: '' }] = (await owner.ok(userNamespaceList, {})).namespaces
  const studies: string[] = []
  for (const n of [0, 1, 2, 3, 4]) {
    const params = {
      study_uid: `1.8.${n}`,
      patientid: String(n),
      storage_namespace: place,
      phi_namespace: place,
    }
    studies.push((await owner.ok(studyAdd, params)).uuid)
  }
  for (const n of [1, 3]) await owner.ok(studyStar, { uuid: studies[n] ?? '', star: 1 })
  const order = async (sort_by: string, extra = {}) =>
    (await owner.ok(studyList, { sort_by, ...extra })).studies.map((study) => study.patientid).join('')
  expect(await order('star-desc')).toBe('31420')
  expect(await order('star-asc,patientid-asc')).toBe('02413')
  expect(await order('star-desc', { 'page.rows': 2, 'page.number': 2 })).toBe('42')
  expect(await order('star-desc', { 'filter.patientid.in': '["0","1"]' })).toBe('10')
  expect(await order('patientid-asc,star-asc')).toBe('01234')

  await owner.ok(tagAdd, { object: 'Study', object_id: studies[4] ?? '', tag: 'Follow-up' })
  await owner.ok(tagAdd, { object: 'Study', object_id: studies[4] ?? '', tag: 'Biopsy' })
  await owner.ok(tagAdd, { object: 'Study', object_id: studies[0] ?? '', tag: 'carcinoma' })
  expect((await order('tags-asc')).slice(0, 2)).toBe('40')
  await owner.ok(tagDelete, { object: 'Study', object_id: studies[4] ?? '', tag: 'Biopsy' })
  expect((await order('tags-asc')).slice(0, 2)).toBe('04')
})

test('custom fields are on every study at once, filtered by and sorted by their type', async () => {
  const { uuid } = await admin.ok(customfieldAdd, {
    account_id: account.uuid,
    name: 'Dose',
    object: 'Study',
    type: 'number',
  })
  expect((await admin.ok(customfieldGet, { uuid })).type).toBe('number')
  const untouched = await admin.ok(studyGet, { uuid: ids.X1 ?? '' })
  expect(untouched.customfields).toMatchObject([{ uuid, name: 'Dose', value: null }])
  // A study that has arrived may be edited.
  await server.services.db.updateTable('study').set({ phantom: false }).execute()
  await admin.ok(studySet, { study_id: ids['204118'] ?? '', [`customfield-${uuid}`]: '9' })
  await admin.ok(studySet, { study_id: ids['198720'] ?? '', [`customfield-${uuid}`]: '10' })
  const wrong = await admin.call(studySet, { study_id: ids.X1 ?? '', [`customfield-${uuid}`]: 'much' })
  expect(wrong.body).toMatchObject({
    error_type: 'INVALID_CUSTOMFIELD',
    error_subtype: [{ uuid, error: 'INVALID_NUMBER' }],
  })
  expect(await found({ [`filter.customfield-${uuid}.ge`]: '10' })).toEqual(['198720'])
  expect((await found({ sort_by: `customfield-${uuid}-asc` })).slice(0, 2)).toEqual(['204118', '198720'])
})

test('saved filters narrow a list, combine by OR, are shared and counted', async () => {
  const add = (name: string, configuration: unknown) =>
    admin.ok(filterAdd, { name, type: 'study', configuration, account_id: account.uuid })
  const ct = await add('CT', { 'filter.modality.equals': 'CT' })
  const mr = await add('MR', { 'filter.modality.equals': 'MR' })
  const both = await add('Both', [ct.uuid, mr.uuid])
  expect(await found({ filter_id: both.uuid, sort_by: 'patientid-asc' })).toEqual([
    '198720',
    '204118',
    '204120',
  ])
  const counts = await admin.ok(studyCountByFilter, { filter_uuids: [ct.uuid, mr.uuid] })
  expect(counts.count_by_filter).toEqual({ [ct.uuid]: 2, [mr.uuid]: 1 })
  const colleague = await server.person(account)
  expect(await colleague.refused(studyList, { filter_id: ct.uuid })).toBe('FILTER_NOT_FOUND')
  await admin.ok(filterShare, { uuid: ct.uuid, account_id: account.uuid })
  expect((await colleague.ok(studyList, { filter_id: ct.uuid })).studies).toHaveLength(2)
  expect(
    (await colleague.ok(filterList, { type: ['study'], account_id: account.uuid })).filters,
  ).toMatchObject([{ name: 'CT', owner: 0 }])
  expect(
    await admin.refused(filterAdd, {
      name: 'x',
      type: 'study',
      configuration: { 'filter.modality.is': '1' },
    }),
  ).toBe('INVALID_CONFIG')
})
