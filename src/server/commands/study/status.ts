import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import {
  studyStatusGet,
  studyStatusHistory,
  studyStatusLocks,
  studyStatusSet,
} from '#contract/study/status.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn } from '../../access/namespaces.ts'
import { type FoundStudy, findStudy, inScope, type StudyRow, studyScope } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { pageOf, readPage } from '../../db/list/page.ts'
import type { Database } from '../../db/tables.ts'
import { accountSettingsOf, auditOf } from '../../study/change.ts'
import { studyContext } from '../../study/context.ts'
import { publishStudy } from '../../study/event.ts'
import { notifyOfStudy } from '../../study/notify.ts'
import { presentStudies } from '../../study/present.ts'
import {
  availableStatuses,
  defaultStatus,
  isMutexStatus,
  isSingletonStatus,
  type StatusSubject,
} from '../../study/status.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'

async function subjectOf(
  db: Kysely<Database>,
  actor: Actor,
  { study, access }: FoundStudy,
  parameters: ReadonlyMap<string, string>,
): Promise<StatusSubject> {
  const fields = access.account_id ? await customfieldsOf(db, [access.account_id], 'Study') : []
  const role = { name: access.role_name, id: access.role_id }
  return {
    study_status: study.study_status,
    role_id: access.role_id,
    ignoresRules: mayIn(actor, access, 'study_status_tags_ignore_rules'),
    context: studyContext({ study, values: study.customfields, fields, parameters, role }),
  }
}

export const get = handle(studyStatusGet, async ({ params, raw, actor, services: { db } }) => {
  const found = await findStudy(db, actor, params, 'study_status_view')
  const { study, access } = found
  const settings = await accountSettingsOf(db, access.account_id)
  const editable =
    mayIn(actor, access, 'study_status_edit') && (!study.locked_by || study.locked_by === actor.user_id)
  return {
    study_status: study.study_status,
    ...(editable
      ? { study_status_tags: availableStatuses(settings, await subjectOf(db, actor, found, raw)) }
      : {}),
    study_status_tags_default: defaultStatus(settings),
  }
})

interface Change {
  old: string | null
  new: string
  lock: boolean
}

/** Writes a status down; `from` is the record from which it comes, where it is another's. */
async function write(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  change: Change,
  from?: string,
): Promise<void> {
  await sql`
    insert into study_status_change (study_id, account_id, old, new, seconds, user_id)
    select uuid, account_id, study_status, ${change.new},
      greatest(0, extract(epoch from now() - coalesce(last_status_change, created)))::int, ${actor.user_id}
    from study where uuid = ${study.uuid}`.execute(tx)
  await tx
    .updateTable('study')
    .set({
      study_status: change.new,
      last_status_change: sql<string>`now()`,
      updated: sql<string>`now()`,
      locked_by: change.lock ? actor.user_id : null,
      locked_at: change.lock ? sql<string>`now()` : null,
    })
    .where('uuid', '=', study.uuid)
    .execute()
  await recordAudit(tx, actor, {
    ...auditOf(study),
    action: 'EDIT',
    detail: { study_status: [change.old, change.new] },
    ...(from === undefined ? {} : { causality: { other_study_id: from } }),
  })
  await publishStudy(tx, 'STATUS', study, { study_status: change.new })
  await notifyOfStudy(tx, actor, study, 'event_status_change')
}

export const set = handle(studyStatusSet, async ({ params, raw, actor, services: { db }, refuse }) => {
  const found = await findStudy(db, actor, params, 'study_status_edit')
  const { access } = found
  if (!mayIn(actor, access, 'study_status_manual_edit')) throw refuse('NOT_PERMITTED')
  if (!raw.has('old')) throw refuse('MISSING_FIELDS', ['old'])
  const settings = await accountSettingsOf(db, access.account_id)
  await db.transaction().execute(async (tx) => {
    const study = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', found.study.uuid)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (study.deleted) throw refuse('NOT_FOUND')
    if (study.locked_by && study.locked_by !== actor.user_id) throw refuse('LOCKED')
    // A study without a status is, to its reader, in the default one.
    const present = study.study_status ?? ''
    if (params.old !== present && !(present === '' && params.old === defaultStatus(settings)))
      throw refuse('STALE')
    const subject = await subjectOf(tx, actor, { study, access }, raw)
    const allowed = availableStatuses(settings, subject, settings.study_status_tags_ignore_rules_on_set === 1)
    if (!allowed.includes(params.new)) throw refuse('INVALID_TAG')
    if (isSingletonStatus(settings, params.new)) {
      const held = await tx
        .selectFrom('study')
        .select('study_status')
        .where('locked_by', '=', actor.user_id)
        .where('uuid', '<>', study.uuid)
        .where('deleted', 'is', null)
        .execute()
      if (
        held.some((other) => other.study_status !== null && isSingletonStatus(settings, other.study_status))
      ) {
        throw refuse('SINGLETON')
      }
    }
    const lock = isMutexStatus(settings, params.new) || isSingletonStatus(settings, params.new)
    await write(tx, actor, study, { old: study.study_status, new: params.new, lock })
    if (settings.update_study_status_in_all_versions === 1) {
      const versions = await tx
        .selectFrom('study')
        .selectAll()
        .where('storage_namespace', '=', study.storage_namespace)
        .where('study_uid', '=', study.study_uid)
        .where('account_id', '=', study.account_id)
        .where('uuid', '<>', study.uuid)
        .where('deleted', 'is', null)
        .forUpdate()
        .execute()
      for (const version of versions)
        await write(tx, actor, version, { old: version.study_status, new: params.new, lock }, study.uuid)
    }
  })
  return {}
})

export const locks = handle(studyStatusLocks, async ({ raw, actor, services }) => {
  const page = readPage(raw)
  const scope = await studyScope(services.db, actor)
  const { rows } = await sql<StudyRow>`
    select * from study where locked_by = ${actor.user_id} and ${inScope(scope, 'study')}
    order by locked_at, uuid offset ${page.offset} limit ${page.rows + 1}`.execute(services.db)
  const cut = pageOf(page, rows)
  const options = { extra: false, customfield_h: false, permissions_diff: false }
  return { page: cut.page, studies: await presentStudies(services, actor, cut.rows, options) }
})

/** A study has been through no more stages than a person would scroll. */
const MOST_CHANGES = 1000

export const history = handle(studyStatusHistory, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'study_status_view')
  const history = await db
    .selectFrom('study_status_change')
    .select(['date', 'old', 'new', 'seconds'])
    .where('study_id', '=', study.uuid)
    .orderBy('id')
    .limit(MOST_CHANGES)
    .execute()
  return { history }
})
