import { sql } from 'kysely'
import { customfieldSearch } from '#contract/customfield.ts'
import { requireAccount } from '../../access/account.ts'
import { mayIn } from '../../access/namespaces.ts'
import { handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import { optionsOf } from '../../tenancy/customfield/definition.ts'

const US_STATES =
  'Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,District of Columbia,Florida,Georgia,Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,West Virginia,Wisconsin,Wyoming'.split(
    ',',
  )

/** As many as a person looks through. */
const MOST_RESULTS = 100

const contains = (items: readonly string[], search: string) =>
  items.filter((item) => item.toLowerCase().includes(search.toLowerCase())).slice(0, MOST_RESULTS)

const NAME = column('citext', 'u.name')
const userMap = {
  columns: {
    name: NAME,
    user_first_last: NAME,
    first: column('citext', 'u.first'),
    last: column('citext', 'u.last'),
    email: column('citext', 'u.email::text'),
    user_id: column('uuid', 'u.uuid'),
    role_id: column('uuid', 'ua.role_id'),
  },
}

export default handle(customfieldSearch, async ({ params, raw, actor, services: { db }, refuse }) => {
  const field = await db
    .selectFrom('customfield')
    .selectAll()
    .where('uuid', '=', params.uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!field) throw refuse('NOT_FOUND')
  const access = await requireAccount(db, actor, field.account_id)
  if (field.type !== 'search') throw refuse('NOT_A_SEARCH')
  const options = optionsOf(field.options)
  const search = params.search ?? ''
  switch (options.search_source) {
    case 'us_states':
      return { results: contains(US_STATES, search) }
    case 'account_users': {
      const extended = params.extended === 1
      if (extended && !mayIn(actor, access, 'account_user_view') && !mayIn(actor, access, 'case_edit'))
        throw refuse('NOT_PERMITTED')
      const named = extended
        ? sql`true`
        : sql`lower(u.name) like ${`%${search.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`}`
      const { rows } = await listRows<{ name: string; user_id: string; user_email: string }>({
        db,
        actor,
        raw: extended ? raw : new Map(),
        map: userMap,
        select: sql`u.uuid as user_id, u.name, u.name as user_name, u.email::text as user_email, u.first, u.last, ua.role_id`,
        from: sql`user_account ua join "user" u on u.uuid = ua.user_id`,
        where: sql`ua.account_id = ${field.account_id} and u.deleted is null and ${named}`,
        unique: sql`u.uuid`,
        defaultSort: [{ column: NAME, direction: 'asc' }],
      })
      return { results: extended ? rows : rows.map((row) => row.name) }
    }
    default:
      return { results: contains(options.values, search) }
  }
})
