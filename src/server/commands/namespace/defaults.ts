import type { Kysely } from 'kysely'
import { EVENT_KINDS } from '#contract/event.ts'
import {
  NAMESPACE_AUDIT_ACTIONS,
  namespaceAudit,
  namespaceEventDefaults,
  namespaceStudyDefaults,
} from '#contract/namespace.ts'
import type { Actor } from '../../access/actor.ts'
import { requireNamespaceAdmin } from '../../access/namespace_edit.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import { mayOneself } from '../../access/own.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { recordColumns, tagOfColumn } from '../../ingest/attributes.ts'
import { Refusal } from '../../refusal.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'
import { lockNamespaceHash, saveNamespaceHash } from '../../tenancy/namespace_change.ts'
import { eventFlags, withEvents } from '../../tenancy/notification.ts'

/** An account's administrators; and whoever owns the namespace, where their account lets them have defaults. */
async function requireDefaults(db: Kysely<Database>, actor: Actor, namespace_id: string): Promise<void> {
  const { account } = await requireNamespaceAdmin(db, actor, namespace_id, 'account_edit')
  if (!account && !(await mayOneself(db, actor, 'user_modify_defaults'))) throw new Refusal('NOT_PERMITTED')
}

export const events = handle(namespaceEventDefaults, async ({ params, actor, services: { db } }) => {
  await requireDefaults(db, actor, params.uuid)
  return db.transaction().execute(async (tx) => {
    const namespace = await lockNamespaceHash(tx, params.uuid, 'event_defaults')
    const after = withEvents(namespace.hash, params)
    if (EVENT_KINDS.some((kind) => params[kind] !== undefined))
      await saveNamespaceHash(tx, actor, params.uuid, 'event_defaults', namespace, after)
    return eventFlags(after)
  })
})

/** `(gggg,eeee)`, as v3 writes a tag. */
const dicomTag = (hex: string) => `(${hex.slice(0, 4)},${hex.slice(4)})`

/** Defaults fill what a study does not say when it comes into the namespace. */
export const studies = handle(namespaceStudyDefaults, async ({ params, actor, services: { db }, refuse }) => {
  await requireDefaults(db, actor, params.uuid)
  return db.transaction().execute(async (tx) => {
    const namespace = await lockNamespaceHash(tx, params.uuid, 'study_defaults')
    const custom = namespace.account_id ? await customfieldsOf(tx, [namespace.account_id], 'Study') : []
    const fields = Object.fromEntries([
      ...recordColumns.map((name) => [name, dicomTag(tagOfColumn(name))]),
      ...custom
        .filter((field) => field.type !== 'calculated')
        .map((field) => [`customfield-${field.uuid}`, field.name]),
    ])
    const { defaults } = params
    if (!defaults) return { defaults: namespace.hash, fields }
    const wrong = Object.entries(defaults).find(
      ([name, value]) => !Object.hasOwn(fields, name) || typeof value === 'object',
    )
    if (wrong) throw refuse('INVALID_FIELD_NAME', wrong[0])
    const texts = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, String(value)]))
    await saveNamespaceHash(tx, actor, params.uuid, 'study_defaults', namespace, texts)
    return { defaults: texts, fields }
  })
})

export const audit = handle(namespaceAudit, async ({ params, actor, services: { db }, refuse }) => {
  const access = await requireNamespace(db, actor, params.uuid)
  if (!NAMESPACE_AUDIT_ACTIONS.some((known) => known === params.action)) throw refuse('INVALID_ACTION')
  await recordAudit(db, actor, {
    uuid: params.uuid,
    type: 'Namespace',
    action: params.action,
    what: access.name,
    account_id: access.account_id,
    namespace_id: params.uuid,
    detail: { detail: params.detail },
  })
  return {}
})
