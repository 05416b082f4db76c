import { sql } from 'kysely'
import { studyApprove, studyReject } from '#contract/study/share.ts'
import { findStudy } from '../../access/study.ts'
import { handle } from '../../command.ts'
import { enqueue } from '../../jobs/queue.ts'
import { sendMail } from '../../mail/outbox.ts'
import { approveStudy, matches, unknownField } from '../../share/approve.ts'
import { removeStudy } from '../../study/remove.ts'
import { writeCustomfields } from '../../tenancy/customfield/value.ts'

const LONGEST_DELAY = 600

export const approve = handle(studyApprove, async ({ params, actor, services: { db }, refuse }) => {
  if (params.delay !== undefined && params.must_match) throw refuse('DELAY_OR_MATCH')
  if (params.delay !== undefined && (params.delay < 0 || params.delay > LONGEST_DELAY))
    throw refuse('INVALID_DELAY')
  const unknown = unknownField(params.must_match ?? {})
  if (unknown !== undefined) throw refuse('INVALID_FIELD', unknown)
  const { study } = await findStudy(db, actor, { uuid: params.uuid }, 'study_approve')
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', study.uuid)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (!row.must_approve || row.deleted) return
    // Required fields that nobody has filled in keep it waiting.
    await writeCustomfields(tx, row.account_id, 'Study', row.customfields, new Map(), { complete: true })
    const payload = { study_id: row.uuid, user_id: actor.user_id }
    if (params.delay)
      return enqueue(tx, 'study_approve', payload, { key: `study_approve:${row.uuid}`, delay: params.delay })
    const waiting = { ...row, must_match: params.must_match ?? null }
    if (matches(waiting)) return approveStudy(tx, actor, row)
    await tx
      .updateTable('study')
      .set({ must_match: JSON.stringify({ ...params.must_match }), updated_by: actor.user_id })
      .where('uuid', '=', row.uuid)
      .execute()
  })
  return {}
})

/** A rejected study is gone from here; whoever shared it is told, and reads the reason on their own record. */
export const reject = handle(studyReject, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, { uuid: params.uuid }, 'study_approve')
  await db.transaction().execute(async (tx) => {
    const gone = await removeStudy(tx, actor, study, {
      action: 'REJECT',
      detail: { message: params.message ?? null },
    })
    if (!gone) return
    await sql`update study_share set stopped = now() where shared_id = ${study.uuid} and stopped is null`.execute(
      tx,
    )
    const original = study.shared_from_study
      ? await tx
          .selectFrom('study')
          .selectAll()
          .where('uuid', '=', study.shared_from_study)
          .where('deleted', 'is', null)
          .executeTakeFirst()
      : undefined
    if (original?.account_id && params.message) {
      const field = await tx
        .selectFrom('customfield')
        .select('uuid')
        .where('account_id', '=', original.account_id)
        .where('object', '=', 'Study')
        .where('name', '=', 'reject_message')
        .where('deleted', 'is', null)
        .executeTakeFirst()
      if (field) {
        const customfields = JSON.stringify({ ...original.customfields, [field.uuid]: params.message })
        await tx.updateTable('study').set({ customfields }).where('uuid', '=', original.uuid).execute()
      }
    }
    const sharer = study.created_by
      ? await tx
          .selectFrom('user')
          .select('email')
          .where('uuid', '=', study.created_by)
          .where('deleted', 'is', null)
          .executeTakeFirst()
      : undefined
    if (sharer && study.shared_from_study)
      await sendMail(tx, {
        to: sharer.email,
        wording: 'rejected',
        values: { sender: actor.name },
        message: params.message,
        account_id: original?.account_id ?? null,
        by: actor.user_id,
      })
  })
  return {}
})
