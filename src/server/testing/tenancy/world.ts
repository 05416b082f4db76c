import { beforeAll } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { annotationAdd } from '#contract/annotation.ts'
import { anonymizationAdd } from '#contract/anonymization.ts'
import { apikeyAdd } from '#contract/apikey.ts'
import { auditObject } from '#contract/audit.ts'
import { customfieldAdd, customfieldMappingAdd } from '#contract/customfield.ts'
import { filterAdd } from '#contract/filter.ts'
import { folderAdd, folderStudyAdd } from '#contract/folder.ts'
import { groupAdd } from '#contract/group.ts'
import { hl7Add } from '#contract/hl7.ts'
import { keyimageAdd } from '#contract/keyimage.ts'
import { linkAdd, linkSession } from '#contract/link.ts'
import { locationAdd } from '#contract/location.ts'
import { messageAdd } from '#contract/message.ts'
import { nodeAdd } from '#contract/node.ts'
import { orderAdd, orderSpsAdd } from '#contract/order.ts'
import { patientAdd } from '#contract/patient.ts'
import { radreportAdd } from '#contract/radreport.ts'
import { radreportTemplateActivate, radreportTemplateAdd } from '#contract/radreport_template.ts'
import { radreportmacroAdd } from '#contract/radreportmacro.ts'
import { roleSet } from '#contract/role.ts'
import { roleFilterAdd } from '#contract/role_filter.ts'
import { scannerAdd } from '#contract/scanner.ts'
import { siteAdd } from '#contract/site.ts'
import { studyCommentAdd } from '#contract/study/comment.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { userSessionList } from '#contract/user_security.ts'
import { accountVanityAdd } from '#contract/vanity.ts'
import { createSession } from '../../access/session.ts'
import type { Person, TestServer } from '../server.ts'
import { macro, mark, masked, ordered, scheduled, template, UID } from './samples.ts'

/**
 * An account with one of everything in it, and everybody who must not reach it: made once, before the tests of a file.
 */

export interface World {
  /** The objects of the account by what they are; filled before the first test. */
  id: typeof OBJECTS
  readonly owner: Person
  /** The administrator of another account. */
  readonly stranger: Person
  /** Of the account too; what their role may do is tried flag by flag. */
  readonly member: Person
  /** Everybody else who must not reach the account: by what they are. */
  others: Record<string, { sid: string }>
  /** A gateway of another account. */
  gateway: { uuid: string; serial_no: string }
  /** What the account was before anything was tried. */
  untouched: Record<string, unknown>
}

const OBJECTS = {
  account: '',
  namespace: '',
  role: '',
  member_role: '',
  membership: '',
  role_filter: '',
  study: '',
  comment: '',
  annotation: '',
  keyimage: '',
  filter: '',
  folder: '',
  apikey: '',
  order: '',
  step: '',
  customfield: '',
  other_customfield: '',
  mapping: '',
  group: '',
  group_namespace: '',
  report: '',
  location: '',
  patient: '',
  link: '',
  message: '',
  request: '',
  join: '',
  session: '',
  other_account: '',
  node: '',
  hl7: '',
  anonymization: '',
  site: '',
  scanner: '',
  radreport: '',
  macro: '',
  template: '',
}

/** Makes the world before the tests of the file; it can be read from then on. */
export function tenancyWorld(server: TestServer): World {
  const id = { ...OBJECTS }
  const people = new Map<string, Person>()
  const person = (who: string): Person => {
    const found = people.get(who)
    if (!found) throw new Error(`${who} is there from the first test on`)
    return found
  }
  const world: World = {
    id,
    others: {},
    gateway: { uuid: '', serial_no: '' },
    untouched: {},
    get owner() {
      return person('owner')
    },
    get stranger() {
      return person('stranger')
    },
    get member() {
      return person('member')
    },
  }
  beforeAll(async () => {
    const account = await server.account()
    people.set('owner', await server.person(account, 'admin', { global: true }))
    people.set('stranger', await server.person(await server.account(), 'admin', { global: true }))
    people.set('member', await server.person(account, 'admin', { global: true }))
    id.member_role = account.roles.admin
    id.membership = (
      await server.services.db
        .selectFrom('user_account')
        .select('uuid')
        .where('user_id', '=', world.owner.user_id)
        .executeTakeFirstOrThrow()
    ).uuid
    id.account = account.uuid
    id.namespace = account.namespace_id
    id.role = account.roles.user
    id.study = (
      await world.owner.ok(studyAdd, {
        study_uid: UID,
        storage_namespace: id.namespace,
        phi_namespace: id.namespace,
      })
    ).uuid
    id.comment = (await world.owner.ok(studyCommentAdd, { study_id: id.study, body: 'secret' })).uuid
    id.annotation = (
      await world.owner.ok(annotationAdd, { study_id: id.study, ...mark, json: { secret: 1 } })
    ).uuid
    id.keyimage = (await world.owner.ok(keyimageAdd, { study_id: id.study, ...mark, version: '1' })).uuid
    id.filter = (
      await world.owner.ok(filterAdd, {
        name: 'secret',
        type: 'study',
        configuration: {},
        account_id: id.account,
      })
    ).uuid
    id.customfield = (
      await world.owner.ok(customfieldAdd, {
        account_id: id.account,
        name: 'Secret',
        object: 'Study',
        type: 'search',
      })
    ).uuid
    id.other_customfield = (
      await world.owner.ok(customfieldAdd, { account_id: id.account, name: 'Other', object: 'Study' })
    ).uuid
    id.mapping = (
      await world.owner.ok(customfieldMappingAdd, {
        from_customfield_id: id.customfield,
        to_customfield_id: id.other_customfield,
      })
    ).uuid
    id.site = (await world.owner.ok(siteAdd, { account_id: id.account, name: 'Secret' })).uuid
    id.scanner = (await world.owner.ok(scannerAdd, { site_id: id.site, name: 'Secret' })).uuid
    const group = await world.owner.ok(groupAdd, { account_id: id.account, name: 'Secret', site_id: id.site })
    id.group = group.uuid
    id.group_namespace = group.namespace_id
    id.report = (await world.owner.ok(auditObject, { uuid: id.study, download: 1 })).report_id ?? ''
    id.role_filter = (
      await world.owner.ok(roleFilterAdd, { account_id: id.account, role_id: id.role, ...masked })
    ).uuid
    id.location = (await world.owner.ok(locationAdd, { account_id: id.account, name: 'Secret' })).uuid
    id.patient = (
      await world.owner.ok(patientAdd, { account_id: id.account, name: 'Secret One', mrn: 'S1' })
    ).uuid
    id.link = (await world.owner.ok(linkAdd, { study_id: id.study, action: 'STUDY_VIEW' })).uuid
    await world.owner.ok(accountVanityAdd, { account_id: id.account, vanity: 'secret' })
    id.message = (await world.owner.ok(messageAdd, { account_id: id.account, body: 'secret' })).uuid
    const { rows } = await server.services.pool.query(
      `insert into study_request (account_id, requesting_account_id, namespace_id, comments, patient_first_name,
         patient_last_name, patient_birth_date, created_by, updated_by)
       values ($1, $1, $2, 'secret', 'x', 'x', '19700101', $3, $3) returning uuid`,
      [id.account, id.group_namespace, world.owner.user_id],
    )
    id.request = rows[0].uuid
    const asked = await server.services.pool.query(
      'insert into join_request (account_id, user_id) values ($1, $2) returning uuid',
      [id.account, world.stranger.user_id],
    )
    id.join = asked.rows[0].uuid
    id.order = (await world.owner.ok(orderAdd, { account_id: id.account, ...ordered })).uuid
    id.step = (await world.owner.ok(orderSpsAdd, { order_id: id.order, ...scheduled })).uuid
    id.apikey = (await world.owner.ok(apikeyAdd, { account_id: id.account, name: 'Secret' })).uuid
    id.folder = (await world.owner.ok(folderAdd, { account_id: id.account, name: 'Secret' })).uuid
    await world.owner.ok(folderStudyAdd, { uuid: id.folder, study_id: [id.study] })
    const { sessions } = await world.owner.ok(userSessionList, {})
    id.session = sessions[0]?.uuid ?? ''
    const node = await world.owner.ok(nodeAdd, { account_id: id.account, name: 'Secret', type: 'HARVESTER' })
    id.node = node.uuid
    await server.services.pool.query("update study set accession_number = 'SECRET' where uuid = $1", [
      id.study,
    ])
    const message = 'MSH|^~\\&|A\rOBR|1||SECRET\rOBX|1|TX|x||Secret'
    id.hl7 = (await server.call(hl7Add, { uuid: node.uuid, message }, { gateway: node })).body.uuid ?? ''
    id.anonymization = (
      await world.owner.ok(anonymizationAdd, { account_id: id.account, name: 'Secret', rules: {} })
    ).uuid
    await writeReports(world)
    await meetTheOthers(server, world)
    world.untouched = await everythingOf(server, id.account)
  })
  return world
}

/** A report of the study, locked by its writer, with a macro and a template. */
async function writeReports(world: World) {
  const { id } = world
  const permissions = { radreport_view: 1, radreport_edit: 1 }
  await world.owner.ok(roleSet, { uuid: id.member_role, permissions })
  await world.owner.ok(accountSet, { uuid: id.account, settings: { enable_radreport_lock_reading: '1' } })
  const fields = { findings: 'Secret' }
  id.radreport = (
    await world.owner.ok(radreportAdd, { study_id: id.study, type: 'CT', fields, do_unlock: 1 })
  ).uuid
  id.macro = (await world.owner.ok(radreportmacroAdd, { account_id: id.account, ...macro })).uuid
  const { uuid } = await world.owner.ok(radreportTemplateAdd, { account_id: id.account, ...template })
  id.template = uuid
  await world.owner.ok(radreportTemplateActivate, { uuid })
}

/** Every row of every table that belongs to an account, as one hash a table. */
export async function everythingOf(server: TestServer, account_id: string): Promise<Record<string, unknown>> {
  const { pool } = server.services
  const { rows } = await pool.query<{ table: string }>(
    "select c.table_name as table from information_schema.columns c join information_schema.tables t using (table_schema, table_name) where c.table_schema = 'public' and c.column_name = 'account_id' and t.table_type = 'BASE TABLE' order by 1",
  )
  const hashes: Record<string, unknown> = {}
  for (const { table } of rows) {
    const found = await pool.query(
      `select count(*)::int as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from "${table}" t where account_id = $1`,
      [account_id],
    )
    hashes[table] = found.rows[0]
  }
  return hashes
}

/** A plain user and a guest of another account, and somebody who belongs nowhere. */
async function meetTheOthers(server: TestServer, world: World) {
  const { id, others } = world
  const elsewhere = await server.account()
  id.other_account = elsewhere.uuid
  const admin = await server.person(elsewhere, 'admin', { global: true })
  world.gateway = await admin.ok(nodeAdd, { account_id: elsewhere.uuid, name: 'Other', type: 'HARVESTER' })
  const place = { storage_namespace: elsewhere.namespace_id, phi_namespace: elsewhere.namespace_id }
  const study = await admin.ok(studyAdd, { study_uid: '1.2.826.0.1.43', ...place })
  const link = await admin.ok(linkAdd, { study_id: study.uuid, action: 'STUDY_VIEW', inherit_permissions: 1 })
  const upload = await admin.ok(linkAdd, { namespace_id: elsewhere.namespace_id, action: 'STUDY_UPLOAD' })
  others['a user of another account'] = await server.person(elsewhere)
  others['a user with nothing but their own namespace'] = await server.person()
  others['a guest of a link'] = { sid: (await server.call(linkSession, { uuid: link.uuid })).body.sid ?? '' }
  others['a guest of an upload link'] = {
    sid: (await server.call(linkSession, { uuid: upload.uuid })).body.sid ?? '',
  }
  const patient = await admin.ok(patientAdd, { account_id: elsewhere.uuid, name: 'Other One', mrn: 'S1' })
  await admin.ok(accountSet, { uuid: elsewhere.uuid, settings: { enable_patient_portal: '1' } })
  const { rows } = await server.services.pool.query(
    'update patient set user_id = (select uuid from "user" where is_anonymous limit 1) where uuid = $1 returning user_id',
    [patient.uuid],
  )
  others['a patient in the portal'] = {
    sid: await createSession(server.services.db, {
      user_id: rows[0].user_id,
      patient_id: patient.uuid,
      minutes: 60,
      client_address: null,
    }),
  }
}
