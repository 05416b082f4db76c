import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import { filterTimeZone } from '../db/list/datetime.ts'
import { expressionsToSql, filterParameters, readExpressions } from '../db/list/filter.ts'
import { studyColumns } from '../db/study/columns.ts'
import type { Database } from '../db/tables.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import type { NamespaceAccess, RoleMask } from './namespaces.ts'

/**
 * Access filters of roles: the studies that a filter finds lose the flags of its mask for whoever has the role. Lists leave
 * out what loses the flag that they ask for; a single study is held without its flags, and without `study_view` not at all.
 */

/** The expressions of an access filter over `study s`. Refuses what no list of studies would take. */
export async function filterOverStudies(
  db: Kysely<Database>,
  actor: Actor,
  filter: Readonly<Record<string, unknown>>,
): Promise<RawBuilder<boolean>> {
  const parameters = filterParameters(filter)
  const map = await studyColumns(db, actor, parameters)
  const conditions = expressionsToSql(
    readExpressions(parameters),
    map,
    filterTimeZone(actor.time_zone, undefined),
  )
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

const takes = (mask: RoleMask, permission: Permission): boolean =>
  mask.permissions.includes(permission) || mask.permissions.includes('study_view')

/** Some studies of these namespaces, which are not as the rest. */
export interface Hidden {
  namespaces: string[]
  /** Over `study s`. */
  where: RawBuilder<boolean>
}

/** What a list that asks for the permission must leave out of these namespaces. */
export async function hiddenFrom(
  db: Kysely<Database>,
  actor: Actor,
  held: readonly NamespaceAccess[],
  permission: Permission,
): Promise<Hidden[]> {
  if (standsAboveRoles(actor)) return []
  const byFilter = new Map<string, { mask: RoleMask; namespaces: string[] }>()
  for (const { uuid, masks = [] } of held) {
    for (const mask of masks.filter((one) => takes(one, permission))) {
      const key = JSON.stringify(mask.filter)
      const known = byFilter.get(key) ?? { mask, namespaces: [] }
      known.namespaces.push(uuid)
      byFilter.set(key, known)
    }
  }
  const hidden: Hidden[] = []
  for (const { mask, namespaces } of byFilter.values())
    hidden.push({ namespaces, where: await filterOverStudies(db, actor, mask.filter) })
  return hidden
}

interface Held {
  uuid: string
  access: NamespaceAccess
}

/** The studies as the actor holds them, without the flags that filters take; those that filters hide are not among them. */
export async function throughFilters(
  db: Kysely<Database>,
  actor: Actor,
  studies: readonly Held[],
): Promise<Map<string, NamespaceAccess>> {
  const through = new Map(studies.map(({ uuid, access }) => [uuid, access]))
  if (standsAboveRoles(actor)) return through
  const masked = studies.filter(({ access }) => access.masks && access.masks.length > 0)
  const byMasks = Map.groupBy(masked, ({ access }) => JSON.stringify(access.masks))
  for (const group of byMasks.values()) {
    for (const mask of group[0]?.access.masks ?? []) {
      const where = await filterOverStudies(db, actor, mask.filter)
      const { rows } = await sql<{ uuid: string }>`
        select s.uuid from study s where s.uuid = any(${group.map(({ uuid }) => uuid)}::uuid[]) and ${where}`.execute(
        db,
      )
      for (const { uuid } of rows) {
        const access = through.get(uuid)
        if (!access) continue
        if (mask.permissions.includes('study_view')) through.delete(uuid)
        else through.set(uuid, without(access, mask))
      }
    }
  }
  return through
}

const without = (access: NamespaceAccess, { permissions }: RoleMask): NamespaceAccess => ({
  ...access,
  masked: true,
  permissions: { ...access.permissions, ...Object.fromEntries(permissions.map((flag) => [flag, 0])) },
})
