import sharp from 'sharp'
import { userSignature } from '#contract/user_join.ts'
import { handle } from '../../command.ts'

const LARGEST = 512 * 1024
const FORMATS: readonly (string | undefined)[] = ['png', 'jpeg', 'webp', 'gif']

/** Base64 of a picture that browsers show; `undefined` for anything else. */
async function pictureIn(given: string): Promise<string | undefined> {
  const bare = given.replace(/^data:image\/[\w+.-]+;base64,/, '').replaceAll(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) return undefined
  const bytes = Buffer.from(bare, 'base64')
  if (bytes.length === 0 || bytes.length > LARGEST) return undefined
  const found = await sharp(bytes, { limitInputPixels: 16_000_000 })
    .metadata()
    .catch(() => undefined)
  return FORMATS.includes(found?.format) ? bytes.toString('base64') : undefined
}

export const signature = handle(userSignature, async ({ params, actor, services: { db }, refuse }) => {
  const mine = db.selectFrom('user').select('signature').where('uuid', '=', actor.user_id)
  if (params.signature === undefined) return mine.executeTakeFirstOrThrow()
  const kept = params.signature === '' ? null : await pictureIn(params.signature)
  if (kept === undefined) throw refuse('INVALID_SIGNATURE')
  await db.updateTable('user').set({ signature: kept }).where('uuid', '=', actor.user_id).execute()
  return { signature: kept }
})
