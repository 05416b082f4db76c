import { sql } from 'kysely'
import { asFlag } from '#contract/value.ts'
import { accountAccess } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn, type NamespaceAccess } from '../access/namespaces.ts'
import type { Services } from '../services.ts'

/** What a study leads to beside itself: its patient, its orders, and the activity in which it waits. */
export interface StudyLinks {
  /** For who sees the patients of its account. */
  patient_id?: string
  /** For who approves it: the activity is the study's own. */
  activity_id?: string
  order_count: number
  /** Where there is an archive: whether it holds the images as they are now, so that the store may let them go. */
  archived?: 0 | 1
}

interface Row {
  uuid: string
  account_id: string | null
  patient_id: string | null
  waits: boolean
  order_count: number
  archived: boolean | null
}

/** The links of studies by their uuids, in one statement however many they are. */
export async function linksOf(
  { db, archive }: Pick<Services, 'db' | 'archive'>,
  actor: Actor,
  ids: readonly string[],
  access: ReadonlyMap<string, NamespaceAccess>,
): Promise<Map<string, StudyLinks>> {
  const { rows } = await sql<Row>`
    select s.uuid, s.account_id, p.uuid as patient_id,
      s.must_approve and not exists (select from activity_dismissed d
        where d.user_id = ${actor.user_id} and d.activity_id = s.uuid) as waits,
      (select count(*)::integer from order_study o where o.study_id = s.uuid) as order_count,
      t.archived_revision = t.revision and t.storage_state is null as archived
    from study s left join patient p on p.account_id = s.account_id and p.mrn = s.patientid::citext and p.deleted is null
    left join stored_study t on ${archive !== undefined} and t.storage_namespace = s.storage_namespace and t.study_uid = s.study_uid
    where s.uuid = any(${ids}::uuid[])`.execute(db)
  const open = new Set<string>()
  for (const account_id of new Set(rows.flatMap((row) => (row.patient_id ? (row.account_id ?? []) : [])))) {
    const account = await accountAccess(db, actor, account_id)
    if (account && mayIn(actor, account, 'patient_view')) open.add(account_id)
  }
  return new Map(
    rows.map(({ uuid, account_id, patient_id, waits, order_count, archived }) => {
      const held = access.get(uuid)
      return [
        uuid,
        {
          ...(patient_id && account_id && open.has(account_id) ? { patient_id } : {}),
          ...(waits && held && mayIn(actor, held, 'study_approve') ? { activity_id: uuid } : {}),
          order_count,
          ...(archive ? { archived: asFlag(archived === true) } : {}),
        },
      ]
    }),
  )
}
