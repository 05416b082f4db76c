import type { Kysely } from 'kysely'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { decryptSecret, encryptSecret } from '../secret.ts'

/** Secrets of authenticators, as they are kept: encrypted, in Base64 behind a mark. */

const MARK = 'aes:'

export const sealTotp = async (configuration: Configuration, secret: string): Promise<string> =>
  MARK + (await encryptSecret(configuration, secret)).toString('base64')

/** The secret again, in Base32. Nothing where the key of the installation is another one. */
export async function openTotp(configuration: Configuration, kept: string): Promise<string | undefined> {
  // From before secrets were encrypted; the next start of the server encrypts it.
  if (!kept.startsWith(MARK)) return kept
  return decryptSecret(configuration, Buffer.from(kept.slice(MARK.length), 'base64'))
}

/** Encrypts what an earlier version has kept as it was. */
export async function sealOldTotps(db: Kysely<Database>, configuration: Configuration): Promise<void> {
  for (const column of ['totp_secret', 'totp_pending'] as const) {
    const users = await db
      .selectFrom('user')
      .select(['uuid', `${column} as secret`])
      .where(column, 'is not', null)
      .where(column, 'not like', `${MARK}%`)
      .execute()
    for (const { uuid, secret } of users)
      if (secret)
        await db
          .updateTable('user')
          .set({ [column]: await sealTotp(configuration, secret) })
          .where('uuid', '=', uuid)
          .where(column, '=', secret)
          .execute()
  }
}
