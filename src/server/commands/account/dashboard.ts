import { sql } from 'kysely'
import { accountDashboard } from '#contract/account_dashboard.ts'
import type { ReturnsOf } from '#contract/command.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'

export default handle(
  accountDashboard,
  async ({ params: { account_id }, actor, services: { db }, refuse }) => {
    await requireAccount(db, actor, account_id, ['account_view'])
    const { rows } = await sql<ReturnsOf<typeof accountDashboard>>`
    select people.*, studies.*, stored.*, links.*,
      (select count(*) from user_invite where account_id = a.uuid and accepted is null
        and (expires is null or expires > now()))::int as invitations,
      (select count(*) from "group" where account_id = a.uuid and deleted is null)::int as groups,
      (select count(*) from location where account_id = a.uuid and deleted is null)::int as locations,
      case when a.settings->>'audit_failed_logins' = '1' then (select count(*) from failed_login
        where account_id = a.uuid and at > now() - interval '1 day')::int end as failed_logins
    from account a
    cross join lateral (
      select count(*)::int as users, count(*) filter (where u.disabled)::int as users_disabled,
        count(*) filter (where u.last_login > now() - interval '30 days')::int as users_active
      from user_account ua join "user" u on u.uuid = ua.user_id
      where ua.account_id = a.uuid and u.deleted is null
    ) people
    cross join lateral (
      select count(*) filter (where not s.phantom)::int as studies,
        count(*) filter (where not s.phantom and s.created > now() - interval '7 days')::int as studies_new,
        count(*) filter (where s.must_approve)::int as studies_waiting
      from study s join namespace n on n.uuid = s.phi_namespace
      where n.account_id = a.uuid and s.deleted is null
    ) studies
    cross join lateral (
      select coalesce(sum(size), 0)::bigint as storage, coalesce(sum(instance_count), 0)::bigint as images
      from stored_study where account_id = a.uuid
    ) stored
    cross join lateral (
      select count(*)::int as links, coalesce(sum(hits), 0)::int as link_hits from link
      where account_id = a.uuid and deleted is null and (expires is null or expires > now())
        and (max_hits is null or hits < max_hits)
    ) links
    where a.uuid = ${account_id}`.execute(db)
    const [found] = rows
    if (!found) throw refuse('NOT_FOUND')
    return found
  },
)
