import { sql } from 'kysely'
import { z } from 'zod'
import { EVENT_KINDS } from '#contract/event.ts'
import { WORDINGS } from '../mail/compose.ts'
import { sendMail } from '../mail/outbox.ts'
import { eventFlags } from '../tenancy/notification.ts'
import { job } from './queue.ts'

interface Listener {
  user_id: string
  email: string
  alt_emails: string[]
  events: Record<string, unknown>
  account_id: string | null
  place: string
}

/** A mail to everybody of a namespace who wants to be told of this kind of event. */
export const notify = job(
  'notify',
  z.object({
    namespace_id: z.string(),
    kind: z.enum(EVENT_KINDS),
    wording: z.enum(WORDINGS),
    values: z.record(z.string(), z.string()),
    path: z.string(),
    by: z.string().nullable(),
    to: z.string().optional(),
    or: z.object({ kind: z.enum(EVENT_KINDS), user_id: z.string() }).optional(),
  }),
  async ({ db, configuration }, { namespace_id, kind, wording, values, path, by, to, or }) => {
    const { rows } = await sql<Listener>`
      with place as (select name, type, type_uuid,
        coalesce(account_id, case when type = 'account_id' then type_uuid end) as account_id from namespace where uuid = ${namespace_id} and deleted is null)
      select u.uuid as user_id, u.email::text, u.alt_emails, k.events, p.account_id, p.name as place
      from place p, (
        select p.type_uuid as user_id, u.events from place p join "user" u on u.uuid = p.type_uuid where p.type = 'user_id'
        union all
        select ua.user_id, ua.events from place p join user_account ua on ua.account_id = p.type_uuid where p.type = 'account_id'
        union all
        select ua.user_id, coalesce(ug.events, ua.events) from place p join user_account ua on ua.account_id = p.account_id
          left join user_group ug on ug.group_id = p.type_uuid and ug.user_id = ua.user_id
          where p.type = 'group_id' and (ua.global or ug.user_id is not null)
        union all
        select ua.user_id, coalesce(ul.events, ua.events) from place p join user_account ua on ua.account_id = p.account_id
          left join user_location ul on ul.location_id = p.type_uuid and ul.user_id = ua.user_id
          where p.type = 'location_id' and (ua.global or ul.user_id is not null)
      ) k join "user" u on u.uuid = k.user_id
      where u.deleted is null and not u.disabled and not u.is_anonymous and u.uuid is distinct from ${by}::uuid
        and (${to ?? null}::uuid is null or u.uuid = ${to ?? null}::uuid)`.execute(db)
    const told = rows.filter(({ user_id, events }) => {
      const flags = eventFlags(events)
      return flags[kind] === 1 || (or?.user_id === user_id && flags[or.kind] === 1)
    })
    await db.transaction().execute(async (tx) => {
      await sendMail(tx, {
        to: told.flatMap(({ email, alt_emails }) => [email, ...alt_emails]),
        wording,
        values: { place: rows[0]?.place ?? '', ...values },
        url: `${configuration.public_url}${path}`,
        account_id: rows[0]?.account_id ?? null,
      })
    })
  },
)
