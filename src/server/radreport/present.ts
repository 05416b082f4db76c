import type { RadreportDescription, RadreportRecord } from '#contract/radreport.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn, type NamespaceAccess } from '../access/namespaces.ts'
import type { RadreportRow } from '../access/radreport.ts'
import { summaryOf } from './formatted.ts'
import { holderOf } from './lock.ts'

/** Reports as v3 answers them. */

const standing = (row: RadreportRow) => ({
  user_id: row.user_id,
  user_name: row.user_name,
  state: row.signed === null ? ('DRAFT' as const) : ('SIGNED' as const),
  signed: row.signed,
  signed_by: row.signed_by,
  signed_by_name: row.signed_by_name,
  addendum_to: row.addendum_to,
  version: row.version,
})

const lockOf = ({ locking, locked_user_id, locked_user_name }: RadreportRow) =>
  locking && locked_user_id && locked_user_name ? { locked_user_id, locked_user_name } : {}

export const presentRadreport = (actor: Actor, row: RadreportRow): RadreportRecord => ({
  uuid: row.uuid,
  type: row.type,
  fields: row.fields,
  attachment: row.attachment,
  study_id: row.study_id,
  created: row.created,
  updated: row.updated,
  ...standing(row),
  account_id: row.account_id,
  locking: asFlag(row.locking === true),
  attestation: asFlag(row.attestation === true),
  mail_out: asFlag(row.mail_out),
  html: asFlag(row.html),
  ...lockOf(row),
  ...(row.locking && row.holder ? { locked_here: asFlag(row.holder === holderOf(actor)) } : {}),
})

/** May the actor change it, and does no other session at the moment? */
const canEdit = (actor: Actor, access: NamespaceAccess, { locking, holder }: RadreportRow): boolean =>
  mayIn(actor, access, 'radreport_edit') && !(locking && holder && holder !== holderOf(actor))

export const describeRadreport = (
  actor: Actor,
  access: NamespaceAccess,
  row: RadreportRow,
): RadreportDescription => ({
  uuid: row.uuid,
  description: summaryOf(row) || row.type,
  type: row.type,
  can_edit: asFlag(canEdit(actor, access, row)),
  ...standing(row),
  ...lockOf(row),
})
