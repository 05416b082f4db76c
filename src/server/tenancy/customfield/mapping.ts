import { type Kysely, sql } from 'kysely'
import { isUuid } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import type { StudyRow } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import type { Database } from '../../db/tables.ts'

/**
 * Mapping rules carry a custom field's value from one record of a stored study to the other records of it (a share in
 * another account, say), when it is edited.
 */

interface Target {
  uuid: string
  account_id: string | null
  phi_namespace: string
  patient_name: string | null
  to_uuid: string
  from_uuid: string
  mapping_id: string
  overwrite_with_blank: boolean
  old: string | null
}

export async function mapCustomfields(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  changedKeys: readonly string[],
): Promise<void> {
  // Values that people gave to tags have no field behind them.
  const changed = changedKeys.filter(isUuid)
  if (changed.length === 0) return
  const { rows } = await sql<Target>`
    select s.uuid, s.account_id, s.phi_namespace, s.patient_name, t.uuid as to_uuid, f.uuid as from_uuid, m.uuid as mapping_id,
      m.overwrite_with_blank, s.customfields->>t.uuid::text as old
    from customfield_mapping m
    join customfield f on f.uuid = case when m.reverse_refresh_on_edit and m.to_customfield_id = any(${changed}::uuid[])
      and ${study.shared_from !== null} then m.to_customfield_id else m.from_customfield_id end
    join customfield t on t.uuid = case when f.uuid = m.from_customfield_id then m.to_customfield_id else m.from_customfield_id end
    join study s on s.storage_namespace = ${study.storage_namespace} and s.study_uid = ${study.study_uid}
      and s.account_id = t.account_id and s.deleted is null and s.uuid <> ${study.uuid}
    where m.deleted is null and f.uuid = any(${changed}::uuid[]) and f.deleted is null and t.deleted is null
      and f.account_id = ${study.account_id}::uuid
      and (m.refresh_on_edit or f.uuid = m.to_customfield_id)
    for update of s`.execute(tx)
  for (const target of rows) {
    const value = study.customfields[target.from_uuid]
    if (value === undefined && !target.overwrite_with_blank) continue
    if ((value ?? null) === target.old) continue
    await sql`
      update study set updated = now(), customfields = ${
        value === undefined
          ? sql`customfields - ${target.to_uuid}::text`
          : sql`jsonb_set(customfields, array[${target.to_uuid}::text], ${JSON.stringify(value)}::jsonb)`
      } where uuid = ${target.uuid}`.execute(tx)
    await recordAudit(tx, actor, {
      uuid: target.uuid,
      type: 'Study',
      action: 'EDIT',
      what: target.patient_name,
      account_id: target.account_id,
      namespace_id: target.phi_namespace,
      detail: { [`customfield-${target.to_uuid}`]: [target.old, value ?? null] },
      causality: {
        other_study_id: study.uuid,
        other_customfield_ids: [target.from_uuid],
        customfield_mapping_ids: [target.mapping_id],
      },
    })
  }
}
