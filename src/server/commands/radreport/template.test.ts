import { beforeAll, expect, test } from 'vitest'
import {
  radreportTemplateActivate,
  radreportTemplateAdd,
  radreportTemplateDelete,
  radreportTemplateGet,
  radreportTemplateGetType,
  radreportTemplateList,
  radreportTemplateSet,
} from '#contract/radreport_template.ts'
import {
  radreportmacroAdd,
  radreportmacroDelete,
  radreportmacroGet,
  radreportmacroList,
  radreportmacroSet,
} from '#contract/radreportmacro.ts'
import { clinic } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let owner: Person
let reader: Person
let account_id = ''

beforeAll(async () => {
  const place = await clinic(server, { radreport_view: 1, radreport_edit: 1 })
  owner = place.admin
  account_id = place.uuid
  reader = await server.person(place.account, 'user')
})

const template = (name: string, type: string) =>
  owner.ok(radreportTemplateAdd, { account_id, name, type, body: `## ${name}`, options: { paper: 'a4' } })

test('of the templates of a type one is active at most', async () => {
  const [first, second, other] = [
    await template('First', 'CT Chest'),
    await template('Second', 'ct chest'),
    await template('Other', 'MR'),
  ]
  const active = async () =>
    (await reader.ok(radreportTemplateList, { account_id, active: 1 })).templates.map(({ name }) => name)
  expect(await active()).toEqual([])
  await owner.ok(radreportTemplateActivate, other)
  await owner.ok(radreportTemplateActivate, first)
  expect(await active()).toEqual(['First', 'Other'])
  await owner.ok(radreportTemplateActivate, second)
  expect(await active()).toEqual(['Other', 'Second'])
  expect(await reader.ok(radreportTemplateGetType, { account_id, type: 'CT CHEST' })).toMatchObject({
    name: 'Second',
    active: 1,
    options: { paper: 'a4' },
  })
  expect(await reader.refused(radreportTemplateGetType, { account_id, type: 'US' })).toBe('NOT_FOUND')

  // Its type changes, and with it whose place it takes.
  await owner.ok(radreportTemplateSet, { uuid: second.uuid, type: 'MR', name: 'Moved', preview: 'p' })
  expect(await active()).toEqual(['Moved'])
  expect(await reader.ok(radreportTemplateGet, second)).toMatchObject({ name: 'Moved', preview: 'p' })
  expect(await reader.refused(radreportTemplateSet, { uuid: first.uuid, name: 'x' })).toBe(
    'NOT_SYSADMIN_OR_SUPPORT',
  )
  await owner.ok(radreportTemplateDelete, second)
  expect(await reader.refused(radreportTemplateGet, second)).toBe('NOT_FOUND')
  const { templates } = await reader.ok(radreportTemplateList, { account_id, type: 'ct chest' })
  expect(templates.map(({ name }) => name)).toEqual(['First'])
  expect(await owner.refused(radreportTemplateSet, { uuid: first.uuid, body: 'x'.repeat(200_000) })).toBe(
    'TOO_LONG',
  )
})

test('a macro is its owner’s, for a modality and a type or for any', async () => {
  const macro = (name: string, modality: string, type: string) =>
    owner.ok(radreportmacroAdd, { account_id, name, modality, type, body: { text: name }, hotkey: name[0] })
  const { uuid } = await macro('normal', 'CT', 'CT Chest')
  await macro('thanks', '*', '*')
  const names = async (narrow: { modality?: string; type?: string }, who = owner) =>
    (await who.ok(radreportmacroList, { account_id, ...narrow })).macros.map(({ name }) => name)
  expect(await names({})).toEqual(['normal', 'thanks'])
  expect(await names({ modality: 'ct', type: 'ct chest' })).toEqual(['normal', 'thanks'])
  expect(await names({ modality: 'MR' })).toEqual(['thanks'])
  expect(await names({}, reader)).toEqual([])
  expect(await reader.refused(radreportmacroGet, { uuid })).toBe('NOT_PERMITTED')
  expect(await reader.refused(radreportmacroSet, { uuid, name: 'x' })).toBe('NOT_PERMITTED')
  expect(await reader.refused(radreportmacroDelete, { uuid })).toBe('NOT_PERMITTED')
  await owner.ok(radreportmacroSet, { uuid, body: { text: 'Normal.' }, hotkey: '' })
  expect(await owner.ok(radreportmacroGet, { uuid })).toEqual({
    uuid,
    name: 'normal',
    modality: 'CT',
    type: 'CT Chest',
    body: { text: 'Normal.' },
    hotkey: null,
  })
  await owner.ok(radreportmacroDelete, { uuid })
  expect(await names({})).toEqual(['thanks'])
})
