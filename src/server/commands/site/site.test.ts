import { beforeAll, expect, test } from 'vitest'
import { accountGet, accountSet } from '#contract/account.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import {
  groupAdd,
  groupGet,
  groupList,
  groupScannerValidate,
  groupSet,
  groupUserAdd,
} from '#contract/group.ts'
import { scannerAdd, scannerDelete, scannerGet, scannerList, scannerSet } from '#contract/scanner.ts'
import {
  siteAdd,
  siteDelete,
  siteGet,
  siteList,
  siteSet,
  siteUserAdd,
  siteUserDelete,
  siteUserList,
  siteUserSet,
} from '#contract/site.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Trial sites: an account that keeps them, and a trial account whose groups are at them. */

const server = testServer()
let keeper: Person
let trial: Person
let system: Person
let kept = { uuid: '', name: 'Sites' }
let trials = { uuid: '', name: 'Trials' }

beforeAll(async () => {
  const of = async (name: string) => {
    const account = await server.account(name)
    return { account, admin: await server.person(account, 'admin', { global: true }) }
  }
  const [a, b] = [await of(kept.name), await of(trials.name)]
  kept = { uuid: a.account.uuid, name: kept.name }
  trials = { uuid: b.account.uuid, name: trials.name }
  keeper = a.admin
  trial = b.admin
  system = await server.person(undefined, 'admin', { sysadmin: true })
})

const newSite = (name: string, more: Record<string, string> = {}) =>
  keeper.ok(siteAdd, { account_id: kept.uuid, name, ...more }).then(({ uuid }) => uuid)

const manage = async () => {
  await keeper.ok(accountSet, {
    uuid: kept.uuid,
    settings: { enable_site_management: 1, linked_study_accounts: trials.uuid },
  })
  await system.ok(accountSet, { uuid: trials.uuid, site_management_account_id: kept.uuid })
}

test('a site is added, changed, listed and deleted; its satellites and scanners do not outlive it', async () => {
  const uuid = await newSite('Uppsala', { country: 'SE', city: 'Uppsala', zip: '75185', address1: 'Road 1' })
  const satellite = await newSite('Uppsala North', { site_id: uuid })
  await keeper.ok(siteSet, { uuid, inactive: 1, state: 'C', address2: 'Gate 70' })
  expect(await keeper.ok(siteGet, { uuid })).toMatchObject({
    uuid,
    account_id: kept.uuid,
    name: 'Uppsala',
    site_id: null,
    country: 'SE',
    state: 'C',
    zip: '75185',
    city: 'Uppsala',
    address1: 'Road 1',
    address2: 'Gate 70',
    inactive: 1,
    satellite_sites: [{ uuid: satellite, name: 'Uppsala North' }],
    trials: [],
  })
  const listed = await keeper.ok(siteList, {
    account_id: kept.uuid,
    'filter.name.like': 'uppsala%',
    sort_by: 'name-desc',
  })
  expect(listed.sites.map(({ name }) => name)).toEqual(['Uppsala North', 'Uppsala'])
  const active = await keeper.ok(siteList, { account_id: kept.uuid, 'filter.inactive.equals': 0 })
  expect(active.sites.map((site) => site.uuid)).not.toContain(uuid)
  const scanner = (await keeper.ok(scannerAdd, { site_id: uuid, name: 'MR 1' })).uuid
  await keeper.ok(siteDelete, { uuid })
  expect(await keeper.refused(siteGet, { uuid })).toBe('NOT_FOUND')
  expect(await keeper.refused(scannerGet, { uuid: scanner })).toBe('NOT_FOUND')
  expect((await keeper.ok(siteGet, { uuid: satellite })).site_id).toBe(null)
  expect((await keeper.ok(auditObject, { uuid })).events?.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['ADD', 'EDIT', 'DELETED']),
  )
})

test('satellites have no satellites, and belong to the account of their site', async () => {
  const [main, satellite, other] = [await newSite('A'), await newSite('B'), await newSite('C')]
  await keeper.ok(siteSet, { uuid: satellite, site_id: main })
  expect(await keeper.refused(siteSet, { uuid: main, site_id: main })).toBe('NESTED_SATELLITE_SITE')
  expect(await keeper.refused(siteSet, { uuid: main, site_id: other })).toBe('NESTED_SATELLITE_SITE')
  expect(await keeper.refused(siteAdd, { account_id: kept.uuid, name: 'D', site_id: satellite })).toBe(
    'NESTED_SATELLITE_SITE',
  )
  expect(await trial.call(siteAdd, { account_id: trials.uuid, name: 'D', site_id: main })).toMatchObject({
    body: { error_type: 'NOT_FOUND', error_subtype: 'site_id' },
  })
  expect(await system.refused(siteAdd, { account_id: trials.uuid, name: 'D', site_id: main })).toBe(
    'DIFFERENT_ACCOUNTS',
  )
  await keeper.ok(siteSet, { uuid: satellite, site_id: '' })
  expect((await keeper.ok(siteGet, { uuid: main })).satellite_sites).toEqual([])
})

test('a scanner stands at a site and has custom fields', async () => {
  const site_id = await newSite('Lund')
  const field = await keeper.ok(customfieldAdd, {
    account_id: kept.uuid,
    name: 'Tesla',
    object: 'Scanner',
    type: 'number',
  })
  const uuid = (
    await keeper.ok(scannerAdd, {
      site_id,
      name: 'MR 3T',
      modality: 'MR',
      serial_no: '42',
      [`customfield-${field.uuid}`]: '3',
    })
  ).uuid
  await keeper.ok(scannerSet, { uuid, manufacturer: 'ACME', model: 'Prism' })
  expect(await keeper.ok(scannerGet, { uuid })).toMatchObject({
    uuid,
    name: 'MR 3T',
    modality: 'MR',
    serial_no: '42',
    manufacturer: 'ACME',
    model: 'Prism',
    site_id,
    site_name: 'Lund',
    customfields: [{ uuid: field.uuid, value: '3' }],
    validated_for: [],
  })
  expect(await keeper.refused(scannerSet, { uuid, [`customfield-${field.uuid}`]: 'strong' })).toBe(
    'INVALID_CUSTOMFIELD',
  )
  expect(await keeper.call(scannerAdd, { site_id: kept.uuid, name: 'x' })).toMatchObject({
    body: { error_type: 'NOT_FOUND', error_subtype: 'site_id' },
  })
  const listed = await keeper.ok(scannerList, { account_id: kept.uuid, 'filter.site_id.equals': site_id })
  expect(listed.scanners.map(({ name }) => name)).toEqual(['MR 3T'])
  await keeper.ok(scannerDelete, { uuid })
  expect(await keeper.refused(scannerGet, { uuid })).toBe('NOT_FOUND')
})

test('the contacts of a site are people of its account or of those that it manages sites for', async () => {
  const uuid = await newSite('Malmö')
  expect(await keeper.refused(siteUserAdd, { uuid, role_name: 'Reader' })).toBe('MISSING_FIELDS')
  expect(await keeper.refused(siteUserAdd, { uuid, email: trial.email, role_name: 'x' })).toBe(
    'USER_NOT_FOUND',
  )
  await manage()
  await keeper.ok(siteUserAdd, { uuid, email: trial.email, role_name: 'Reader', site_email: 'me@site.org' })
  expect(await keeper.refused(siteUserAdd, { uuid, user_id: trial.user_id, role_name: 'x' })).toBe(
    'ALREADY_EXISTS',
  )
  await keeper.ok(siteUserAdd, { uuid, user_id: keeper.user_id, role_name: 'Coordinator' })
  const group = await trial.ok(groupAdd, { account_id: trials.uuid, name: 'Trial 7', site_id: uuid })
  await trial.ok(groupUserAdd, { uuid: group.uuid, user_id: trial.user_id })
  await keeper.ok(siteUserSet, { uuid, user_id: trial.user_id, role_name: 'Surgeon', site_email: '' })
  const { users } = await keeper.ok(siteUserList, { uuid, 'filter.role_name.equals': 'surgeon' })
  expect(users).toEqual([
    {
      user_id: trial.user_id,
      user_name: trial.name,
      user_email: trial.email,
      role_name: 'Surgeon',
      site_email: null,
      groups: [{ group_name: 'Trial 7', group_account_name: trials.name, group_role_name: 'Administrator' }],
    },
  ])
  await keeper.ok(siteUserDelete, { uuid, user_id: trial.user_id })
  expect(await keeper.refused(siteUserDelete, { uuid, user_id: trial.user_id })).toBe('USER_NOT_FOUND')
  expect(await keeper.refused(siteUserSet, { uuid, user_id: trial.user_id })).toBe('USER_NOT_FOUND')
})

test('an account takes sites of the one that keeps them for it, if that lists it', async () => {
  const site_id = await newSite('Oslo')
  await keeper.ok(accountSet, { uuid: kept.uuid, settings: { enable_site_management: 0 } })
  expect(await trial.refused(accountSet, { uuid: trials.uuid, site_management_account_id: kept.uuid })).toBe(
    'NOT_SYSADMIN_OR_SUPPORT',
  )
  expect(await system.refused(accountSet, { uuid: trials.uuid, site_management_account_id: kept.uuid })).toBe(
    'NOT_SITE_MANAGEMENT_ACCOUNT',
  )
  await system.ok(accountSet, { uuid: trials.uuid, site_management_account_id: '' })
  const add = { account_id: trials.uuid, name: 'Trial 8', site_id }
  expect(await trial.call(groupAdd, add)).toMatchObject({
    body: { error_type: 'NOT_FOUND', error_subtype: 'site_id' },
  })
  await manage()
  expect((await trial.ok(accountGet, { uuid: trials.uuid })).site_management_account_id).toBe(kept.uuid)
  await keeper.ok(accountSet, { uuid: kept.uuid, settings: { linked_study_accounts: '' } })
  expect(await trial.refused(groupAdd, add)).toBe('SITE_NOT_ALLOWED')
  await manage()
  const { uuid } = await trial.ok(groupAdd, add)
  await trial.ok(groupSet, { uuid, site_qualified: 1 })
  expect((await keeper.ok(siteGet, { uuid: site_id })).trials).toEqual([
    { uuid, name: 'Trial 8', account_name: trials.name, inactive: 0, qualified: 1 },
  ])
})

test('a trial says of its site whether it is qualified, and which scanners are validated', async () => {
  await manage()
  const [site_id, elsewhere] = [await newSite('Bergen'), await newSite('Turku')]
  const satellite = await newSite('Bergen South', { site_id })
  const scannerAt = async (site: string, name: string) =>
    (await keeper.ok(scannerAdd, { site_id: site, name })).uuid
  const [own, near, far] = [
    await scannerAt(site_id, 'CT 1'),
    await scannerAt(satellite, 'CT 2'),
    await scannerAt(elsewhere, 'CT 3'),
  ]
  const { uuid, namespace_id } = await trial.ok(groupAdd, { account_id: trials.uuid, name: 'Trial 9' })
  expect(await trial.ok(groupGet, { uuid })).not.toHaveProperty('site_id')
  expect(await trial.refused(groupSet, { uuid, site_qualified: 1 })).toBe('NOT_FOUND')
  const validate = { uuid, scanner_id: own, study_uid: '1.2.3' }
  expect(await trial.refused(groupScannerValidate, validate)).toBe('NOT_FOUND')
  await trial.ok(groupSet, { uuid, site_id })
  await trial.ok(groupScannerValidate, validate)
  await trial.ok(groupScannerValidate, { ...validate, scanner_id: near })
  expect(await trial.refused(groupScannerValidate, validate)).toBe('ALREADY')
  expect(await trial.call(groupScannerValidate, { ...validate, scanner_id: far })).toMatchObject({
    body: { error_type: 'NOT_FOUND', error_subtype: 'scanner_id' },
  })
  expect(await trial.call(groupScannerValidate, { uuid, scanner_id: own })).toMatchObject({
    body: { error_type: 'MISSING_FIELDS', error_subtype: ['study_uid'] },
  })
  await trial.ok(groupScannerValidate, { uuid, scanner_id: near, invalidate: 1 })
  expect(await trial.refused(groupScannerValidate, { uuid, scanner_id: near, invalidate: 1 })).toBe('ALREADY')

  await trial.ok(groupSet, { uuid, site_qualified: 1, site_inactive: 0 })
  expect(await trial.ok(groupGet, { uuid })).toMatchObject({
    site_id,
    site_name: 'Bergen',
    site_qualified: 1,
    site_inactive: 0,
    scanners_validated: [{ uuid: own, name: 'CT 1', study_uid: '1.2.3' }],
  })
  const listed = await trial.ok(groupList, {
    account_id: trials.uuid,
    'filter.site_qualified.equals': 1,
    'filter.site_name.equals': 'bergen',
  })
  expect(listed.groups.map(({ name }) => name)).toEqual(['Trial 9'])
  expect((await keeper.ok(scannerGet, { uuid: own })).validated_for).toEqual([
    { uuid, name: 'Trial 9', study_uid: '1.2.3' },
  ])
  const told = await server.services.pool.query(
    "select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'notify'",
  )
  expect(told.rows.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({ namespace_id, kind: 'event_site_qualified' }),
  )
  // Another site starts anew; what was validated at the first is its own.
  await trial.ok(groupSet, { uuid, site_id: elsewhere })
  expect(await trial.ok(groupGet, { uuid })).toMatchObject({ site_qualified: 0, scanners_validated: [] })
  await trial.ok(groupSet, { uuid, site_id: '' })
  expect(await trial.ok(groupGet, { uuid })).not.toHaveProperty('site_name')
})

test('an account that requires a site has no group without one', async () => {
  await manage()
  const site_id = await newSite('Riga')
  const before = await trial.ok(groupAdd, { account_id: trials.uuid, name: 'Old' })
  await trial.ok(accountSet, { uuid: trials.uuid, settings: { require_site_id_for_groups: 1 } })
  expect(await trial.call(groupAdd, { account_id: trials.uuid, name: 'New' })).toMatchObject({
    body: { error_type: 'MISSING_FIELDS', error_subtype: ['site_id'] },
  })
  expect(await trial.refused(groupSet, { uuid: before.uuid, name: 'Older' })).toBe('MISSING_FIELDS')
  await trial.ok(groupSet, { uuid: before.uuid, name: 'Older', site_id })
  await trial.ok(groupSet, { uuid: before.uuid, name: 'Oldest' })
  expect(await trial.refused(groupSet, { uuid: before.uuid, site_id: '' })).toBe('MISSING_FIELDS')
})
