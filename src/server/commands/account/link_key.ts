import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { accountLinkKeyDelete, accountLinkKeyGet, accountLinkKeyReset } from '#contract/account_link_key.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { encryptSecret } from '../../secret.ts'

const KEY_BYTES = 32

async function keep(db: Kysely<Database>, actor: Actor, uuid: string, link_key: Buffer | null) {
  await db.transaction().execute(async (tx) => {
    const account = await tx
      .updateTable('account')
      .set({ link_key })
      .where('uuid', '=', uuid)
      .returning('name')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, {
      uuid,
      type: 'Account',
      action: link_key ? 'LINK_KEY_RESET' : 'LINK_KEY_DELETE',
      what: account.name,
      account_id: uuid,
    })
  })
}

export const get = handle(accountLinkKeyGet, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.uuid, ['account_edit'])
  const account = await db
    .selectFrom('account')
    .select('link_key')
    .where('uuid', '=', params.uuid)
    .executeTakeFirstOrThrow()
  return { has_key: asFlag(account.link_key !== null) }
})

export const reset = handle(accountLinkKeyReset, async ({ params, actor, services }) => {
  await requireAccount(services.db, actor, params.uuid, ['account_edit'])
  const key = randomBytes(KEY_BYTES).toString('hex')
  await keep(services.db, actor, params.uuid, await encryptSecret(services.configuration, key))
  return { key }
})

export const remove = handle(accountLinkKeyDelete, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.uuid, ['account_edit'])
  await keep(db, actor, params.uuid, null)
  return {}
})
