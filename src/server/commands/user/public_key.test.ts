import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { accountUserAdd } from '#contract/account_user.ts'
import { nodeAdd } from '#contract/node.ts'
import { userPubkeyList, userPubkeySet, userSet } from '#contract/user.ts'
import { formatPublicKey } from '../../tenancy/public_key.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()
const newKey = () =>
  formatPublicKey(
    generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    'openssh',
  )
const terms = { terms_md5: '', privacy_md5: '', indicator_md5: '' }

test('a gateway reads and renews the public keys of its account’s users, and of no others', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const gateway = await admin.ok(nodeAdd, { account_id: account.uuid, name: 'SFTP', type: 'HARVESTER' })
  const early = await server.person(account)
  const late = await server.person(account)
  const plain = await server.person(account)
  const elsewhere = await server.person(await server.account())
  const [first, second, foreign] = [newKey(), newKey(), newKey()]
  await early.ok(userSet, { public_key: first, ...terms })
  await late.ok(userSet, { public_key: second, ...terms })
  await elsewhere.ok(userSet, { public_key: foreign, ...terms })
  const listed = async (public_key_format?: string) =>
    (await server.call(userPubkeyList, { ...(public_key_format ? { public_key_format } : {}) }, { gateway }))
      .body
  expect((await listed('openssh')).users).toEqual([
    { email: late.email, public_key: second },
    { email: early.email, public_key: first },
  ])
  expect((await listed()).users?.[0]?.public_key).toContain('BEGIN SSH2 PUBLIC KEY')
  expect((await listed('pem')).error_type).toBe('INVALID_FORMAT')

  const set = async (email: string, public_key = newKey()) =>
    (await server.call(userPubkeySet, { email, public_key }, { gateway })).body.error_type
  const next = newKey()
  expect(await set(early.email, next)).toBeUndefined()
  expect((await listed('asis')).users?.[1]).toEqual({ email: early.email, public_key: next })
  expect(await set(early.email, 'no key')).toBe('INVALID_PUBLIC_KEY')
  expect(await set(plain.email)).toBe('NO_USER_PUBKEY')
  expect(await set(elsewhere.email)).toBe('NOT_FOUND')
  // Who is in another account as well is not this gateway's to speak for.
  await admin.ok(accountUserAdd, { uuid: account.uuid, user_id: elsewhere.user_id })
  expect(await set(elsewhere.email)).toBe('NOT_PERMITTED')
  const wrong = { uuid: gateway.uuid, serial_no: 'wrong' }
  expect((await server.call(userPubkeyList, {}, { gateway: wrong })).code).toBe(401)
})
