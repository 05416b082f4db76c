import type { Kysely } from 'kysely'
import type { GuestRecord } from '#contract/session.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { reachOf } from '../access/guest.ts'
import { portalPolicy, toldRelease } from '../access/portal_reach.ts'
import type { Database } from '../db/tables.ts'

/** What a guest's pages show of how they came in. Nothing once the link or the patient is gone. */
export async function guestRecordOf(db: Kysely<Database>, actor: Actor): Promise<GuestRecord | undefined> {
  if (!actor.guest) return undefined
  const { kind, uuid } = actor.guest
  if (kind === 'portal') return portalGuest(db, uuid)
  const record = await linkGuest(db, uuid)
  const { orders } = await reachOf(db, actor)
  return record && orders ? { ...record, orders: await shownOrders(db, orders) } : record
}

const shownOrders = (db: Kysely<Database>, uuids: readonly string[]) =>
  db
    .selectFrom('order')
    .select(['uuid', 'patient_name', 'study_description'])
    .where('uuid', 'in', [...uuids])
    .orderBy('created')
    .execute()

async function linkGuest(db: Kysely<Database>, uuid: string): Promise<GuestRecord | undefined> {
  const link = await db
    .selectFrom('link as l')
    .leftJoin('account as a', 'a.uuid', 'l.account_id')
    .leftJoin('namespace as n', 'n.uuid', 'l.namespace_id')
    .leftJoin('folder as f', 'f.uuid', 'l.folder_id')
    .select(['l.action', 'l.expires', 'l.namespace_id', 'l.anonymize', 'l.prompt_for_anonymize'])
    .select(['l.title', 'l.description', 'l.folder_id', 'l.download'])
    .select(['l.account_id', 'a.name as account_name', 'n.name as namespace_name', 'f.name as folder_name'])
    .where('l.uuid', '=', uuid)
    .where('l.deleted', 'is', null)
    .executeTakeFirst()
  if (!link) return undefined
  const rules = Object.entries(link.anonymize ?? {}).map(([field, rule]): [string, string] => [
    field,
    String(rule),
  ])
  return {
    kind: 'link',
    account_id: link.account_id,
    account_name: link.account_name,
    expires: link.expires,
    action: link.action,
    namespace_id: link.namespace_id,
    namespace_name: link.namespace_name,
    anonymize: Object.fromEntries(rules),
    prompt_for_anonymize: asFlag(link.prompt_for_anonymize),
    title: link.title,
    // Of other links it is a note of their makers.
    description: link.folder_id ? link.description : null,
    folder_name: link.folder_name,
    download: asFlag(link.download),
  }
}

async function portalGuest(db: Kysely<Database>, uuid: string): Promise<GuestRecord | undefined> {
  const patient = await db
    .selectFrom('patient as p')
    .innerJoin('account as a', 'a.uuid', 'p.account_id')
    .select(['p.name as patient_name', 'p.birth_date', 'p.account_id'])
    .select(['a.name as account_name', 'a.vanity', 'a.settings'])
    .where('p.uuid', '=', uuid)
    .where('p.deleted', 'is', null)
    .executeTakeFirst()
  if (!patient) return undefined
  const { settings, ...shown } = patient
  const policy = portalPolicy(settings)
  return {
    kind: 'portal',
    ...shown,
    patient_id: uuid,
    expires: null,
    release: toldRelease(settings),
    download: asFlag(policy.download),
    share: asFlag(policy.share),
  }
}
