import { type Kysely, sql } from 'kysely'
import { accountSamlRoleList, accountSamlRoleSet } from '#contract/account_sso.ts'
import { asFlag } from '#contract/value.ts'
import { accountAccess } from '../../access/account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { mayIn, type NamespaceAccess } from '../../access/namespaces.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { eventFlags, withEvents } from '../../tenancy/notification.ts'
import { type RoleUse, requireRole } from '../../tenancy/role_fit.ts'

type RoleCall = Call<typeof accountSamlRoleList> | Call<typeof accountSamlRoleSet>

/** Sysadmin and support, and whoever their account gave the right to. */
async function requireEditor({ params, actor, services, refuse }: RoleCall): Promise<NamespaceAccess> {
  const access = await accountAccess(services.db, actor, params.account_id)
  if (!access) throw refuse('NOT_FOUND')
  if (!standsAboveRoles(actor) && !mayIn(actor, access, 'saml_role_edit'))
    throw refuse('NOT_SYSADMIN_OR_SUPPORT')
  return access
}

interface Row {
  saml_role: string
  namespace_id: string | null
  for_group: boolean
  for_location: boolean
  namespace_name: string | null
  role_id: string
  role_name: string
  events: Record<string, unknown>
  sequence: number
}

export const list = handle(accountSamlRoleList, async (call) => {
  await requireEditor(call)
  const { rows } = await sql<Row>`
    select m.saml_role, m.namespace_id, m.for_group, m.for_location, n.name as namespace_name, m.role_id,
      r.name::text as role_name, m.events, m.sequence
    from saml_role_mapping m join role r on r.uuid = m.role_id left join namespace n on n.uuid = m.namespace_id
    where m.account_id = ${call.params.account_id} order by m.sequence, m.uuid`.execute(call.services.db)
  return {
    roles: rows.map(({ events, ...row }) => ({
      ...row,
      for_group: asFlag(row.for_group),
      for_location: asFlag(row.for_location),
      ...eventFlags(events),
    })),
  }
})

const USES: Readonly<Record<string, RoleUse>> = {
  account_id: 'account',
  group_id: 'group',
  location_id: 'location',
}

/** The role must fit every kind of place that the mapping is for. */
async function requireFit(
  { params, refuse }: Call<typeof accountSamlRoleSet>,
  tx: Kysely<Database>,
): Promise<void> {
  const { account_id, namespace_id, role_id = '' } = params
  const missing = () => refuse('NOT_FOUND', 'role_id')
  if (!namespace_id) {
    if (params.for_group !== 1 && params.for_location !== 1)
      throw refuse('MISSING_FIELDS', ['namespace_id', 'for_group', 'for_location'])
    if (params.for_group === 1) await requireRole(tx, account_id, role_id, 'group', '', missing)
    if (params.for_location === 1) await requireRole(tx, account_id, role_id, 'location', '', missing)
    return
  }
  const namespace = await tx
    .selectFrom('namespace')
    .select('type')
    .where('uuid', '=', namespace_id)
    .where('account_id', '=', account_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  const use = namespace && USES[namespace.type]
  if (!use) throw refuse('NOT_FOUND', 'namespace_id')
  await requireRole(tx, account_id, role_id, use, namespace_id, missing)
}

export const set = handle(accountSamlRoleSet, async (call) => {
  const { params, actor, services, refuse } = call
  const access = await requireEditor(call)
  const { account_id, saml_role, role_id } = params
  const namespace_id = params.namespace_id ?? null
  await services.db.transaction().execute(async (tx) => {
    const stored = await tx
      .selectFrom('saml_role_mapping')
      .selectAll()
      .where('account_id', '=', account_id)
      .where('saml_role', '=', saml_role)
      .where('namespace_id', 'is not distinct from', namespace_id)
      .forUpdate()
      .executeTakeFirst()
    if (params.delete === 1) {
      if (!stored) throw refuse('NOT_FOUND', 'saml_role')
      await tx.deleteFrom('saml_role_mapping').where('uuid', '=', stored.uuid).execute()
    } else {
      await requireFit(call, tx)
      const values = {
        for_group: params.for_group === 1,
        for_location: params.for_location === 1,
        role_id: role_id ?? '',
        events: JSON.stringify(withEvents(stored?.events ?? {}, params)),
        sequence: params.sequence ?? stored?.sequence ?? 0,
      }
      await tx
        .insertInto('saml_role_mapping')
        .values({ account_id, saml_role, namespace_id, ...values })
        .onConflict((conflict) =>
          conflict.columns(['account_id', 'saml_role', 'namespace_id']).doUpdateSet(values),
        )
        .execute()
    }
    await recordAudit(tx, actor, {
      uuid: account_id,
      type: 'Account',
      action: params.delete === 1 ? 'SAML_ROLE_DELETE' : 'SAML_ROLE_EDIT',
      what: access.name,
      with: saml_role,
      account_id,
      detail: { role_id: [stored?.role_id ?? null, params.delete === 1 ? null : role_id] },
    })
  })
  return {}
})
