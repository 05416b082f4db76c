import { createDecipheriv } from 'node:crypto'
import type { Configuration } from '../configuration.ts'
import { Refusal } from '../refusal.ts'
import { decryptSecret } from '../secret.ts'

/**
 * The `v` of `/link/external`, `/link/sso` and `/link/redirect`: JSON under AES-256-GCM with the account's key, as
 * WebCrypto makes it. Base64 (either alphabet) of a nonce of 12 bytes, the ciphertext and the tag of 16 bytes. What it is
 * for is authenticated with it, so that it opens nothing else: `external:UUID`, `sso:UUID` or `redirect:UUID`, in lower case.
 */

const NONCE = 12
const TAG = 16
const MOST_TEXT = 64 * 1024

export type SealedFor = 'external' | 'sso' | 'redirect'

function opened(key: string, text: string, context: string): string | undefined {
  const bytes = Buffer.from(text.replaceAll(' ', '+'), 'base64')
  if (text.length > MOST_TEXT || bytes.length < NONCE + TAG) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), bytes.subarray(0, NONCE))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(bytes.length - TAG))
    const plain = decipher.update(bytes.subarray(NONCE, bytes.length - TAG))
    return Buffer.concat([plain, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** The hash in a `v`. ACCOUNT_NOT_SET, DECRYPT_FAILED and NOT_HASH; one whose `expires` has passed does not open either. */
export async function unsealed(
  configuration: Configuration,
  link_key: Buffer | null | undefined,
  text: string,
  what: SealedFor,
  uuid: string,
): Promise<Record<string, unknown>> {
  const key = link_key && (await decryptSecret(configuration, link_key))
  if (!key) throw new Refusal('ACCOUNT_NOT_SET')
  const plain = opened(key, text, `${what}:${uuid}`)
  if (plain === undefined) throw new Refusal('DECRYPT_FAILED')
  let hash: unknown
  try {
    hash = JSON.parse(plain.replaceAll('\0', ''))
  } catch {
    throw new Refusal('NOT_HASH')
  }
  if (typeof hash !== 'object' || hash === null || Array.isArray(hash)) throw new Refusal('NOT_HASH')
  const values = Object.fromEntries(Object.entries(hash))
  if (values.expires !== undefined && !(Number(values.expires) * 1000 > Date.now()))
    throw new Refusal('DECRYPT_FAILED', 'EXPIRED')
  return values
}
