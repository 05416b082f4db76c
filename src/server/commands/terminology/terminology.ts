import type { FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import {
  terminologyAccountOverrides,
  terminologyI18next,
  terminologyList,
  terminologySet,
  terminologyTags,
} from '#contract/terminology.ts'
import { accountAccess, requireAccount, requireSysadminOrSupport } from '../../access/account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { namespaceAccess } from '../../access/namespaces.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle, handleRaw } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'
import { accountOfVanity } from '../../tenancy/vanity.ts'

interface Place {
  account_id?: string | undefined
  vanity?: string | undefined
  study_uid?: string | undefined
  storage_namespace?: string | undefined
  phi_namespace?: string | undefined
}

/** The account whose words count, named by itself, by a vanity or by a study of it; else the one whose host was called. */
async function accountOf(
  { db, request }: { db: Kysely<Database>; request: FastifyRequest },
  place: Place,
): Promise<string | null> {
  if (place.account_id) {
    const account = await db
      .selectFrom('account')
      .select('uuid')
      .where('uuid', '=', place.account_id)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    return account?.uuid ?? null
  }
  if (place.vanity) return (await accountOfVanity(db, request, place.vanity))?.uuid ?? null
  if (!place.study_uid || !place.storage_namespace || !place.phi_namespace)
    return (await accountOfVanity(db, request, undefined))?.uuid ?? null
  const study = await db
    .selectFrom('study')
    .select('account_id')
    .where('study_uid', '=', place.study_uid)
    .where('storage_namespace', '=', place.storage_namespace)
    .where('phi_namespace', '=', place.phi_namespace)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return study?.account_id ?? null
}

interface Word {
  tag: string
  value: string
  language: string
  vanity: string | null
}

/** Words of a language, the account's before everybody's. */
async function words(
  caller: { db: Kysely<Database>; request: FastifyRequest },
  language: string,
  place: Place,
  tags?: readonly string[],
): Promise<Word[]> {
  const account_id = await accountOf(caller, place)
  const { rows } = await sql<Word>`
    select distinct on (tag) tag, value, language, vanity::text from terminology
    where language = ${language} and (account_id is null or account_id = ${account_id}::uuid)
      and (vanity is null or vanity = ${place.vanity ?? null}::citext)
      ${tags ? sql`and tag = any(${tags})` : sql``}
    order by tag, account_id nulls last, vanity nulls last limit 10000`.execute(caller.db)
  return rows
}

export const tags = handle(terminologyTags, async ({ params, services: { db }, request }) => {
  const found = await words({ db, request }, params.language, params, params.tags)
  return { values: Object.fromEntries(found.map((word) => [word.tag, word.value])) }
})

export const list = handle(terminologyList, async ({ params, services: { db }, request }) => {
  const found = await words({ db, request }, params.language, params, params.tags)
  return { tags: found.map(({ tag, value, language }) => ({ tag, val: value, language })) }
})

export const i18next = handleRaw(terminologyI18next, async ({ params, services: { db }, request, reply }) => {
  const found = await words({ db, request }, params.lng, params)
  await reply
    .header('cache-control', 'no-cache')
    .send(Object.fromEntries(found.map((word) => [word.tag, word.value])))
})

export const overrides = handle(
  terminologyAccountOverrides,
  async ({ params, actor, services: { db }, request }) => {
    let account_id = await accountOf({ db, request }, params)
    if (params.account_id || params.vanity) {
      if (!account_id || !(await accountAccess(db, actor, account_id))) throw new Refusal('NOT_FOUND')
    } else if (params.phi_namespace) {
      if (!(await namespaceAccess(db, actor, params.phi_namespace))) account_id = null
    } else if (account_id && !(await accountAccess(db, actor, account_id))) account_id = null
    if (account_id === null) return { tags: [] }
    const { rows } = await sql<Word>`
    select tag, value, language, vanity::text from terminology where account_id = ${account_id}
    order by tag, language limit 10000`.execute(db)
    return { tags: rows.map(({ tag, value, language, vanity }) => ({ tag, val: value, language, vanity })) }
  },
)

export const set = handle(terminologySet, async ({ params, raw, actor, services: { db }, refuse }) => {
  if (!raw.has('value')) throw refuse('NO_VALUE')
  if (params.account_id)
    await requireAccount(db, actor, params.account_id, ['account_edit', 'terminology_edit'])
  else if (!standsAboveRoles(actor)) requireSysadminOrSupport(actor)
  const account_id = params.account_id ?? null
  const vanity = params.vanity ?? null
  const { tag, language, value } = params
  await db.transaction().execute(async (tx) => {
    if (!value) {
      await sql`
        delete from terminology where tag = ${tag} and language = ${language}
          and account_id is not distinct from ${account_id}::uuid and vanity is not distinct from ${vanity}::citext`.execute(
        tx,
      )
    } else {
      await sql`
        insert into terminology (tag, language, account_id, vanity, value)
        values (${tag}, ${language}, ${account_id}, ${vanity}, ${value})
        on conflict (tag, language, account_id, vanity) do update set value = excluded.value`.execute(tx)
    }
    if (account_id) {
      const detail = { [`${tag} (${language})`]: [null, value ?? ''] }
      await recordAudit(tx, actor, {
        uuid: account_id,
        type: 'Account',
        action: 'EDIT',
        what: 'terminology',
        account_id,
        detail,
      })
    }
  })
  return {}
})
