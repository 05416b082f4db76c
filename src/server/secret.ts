import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Configuration } from './configuration.ts'

/**
 * Secrets that the server must be able to read again (a client secret of a sign-in provider): AES-256-GCM, with the key
 * of COLLIMATE_SECRET_KEY, else with one that is made once in the data folder and readable by its owner alone.
 */

const NONCE = 12
const TAG = 16

async function keyInFolder(data: string): Promise<Buffer> {
  const path = join(data, 'secret-key')
  // Whoever comes first makes it; everybody reads the one that is there.
  await writeFile(path, randomBytes(32), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  return readFile(path)
}

async function keyOf({ secret_key, data }: Configuration): Promise<Buffer> {
  const material = secret_key ? Buffer.from(secret_key) : await keyInFolder(data)
  return createHash('sha256').update(material).digest()
}

export async function encryptSecret(configuration: Configuration, text: string): Promise<Buffer> {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', await keyOf(configuration), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** The text again; nothing when the key is another one or the bytes were changed. */
export async function decryptSecret(
  configuration: Configuration,
  bytes: Buffer,
): Promise<string | undefined> {
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      await keyOf(configuration),
      bytes.subarray(0, NONCE),
    ).setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
