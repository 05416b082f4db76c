import { sql } from 'kysely'
import { userSet } from '#contract/user.ts'
import { accountAccess } from '../../access/account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import type { UserRow } from '../../access/login.ts'
import { mayIn } from '../../access/namespaces.ts'
import { mayOneself } from '../../access/own.ts'
import { newPasswordHash, passwordMatches, setPassword } from '../../access/password.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { isKnownZone } from '../../db/list/datetime.ts'
import { PaymentRefused, paymentProcessor } from '../../payment/processor.ts'
import { parsePublicKey } from '../../tenancy/public_key.ts'
import { isEmail, isEmailTaken } from '../../tenancy/user.ts'

type SetCall = Call<typeof userSet>

/** May the actor change this user? Themselves; a sysadmin; or an admin of the only account the user belongs to. */
async function requireEditable(call: SetCall, uuid: string): Promise<void> {
  const { actor, services, params, refuse } = call
  if (uuid === actor.user_id || standsAboveRoles(actor)) return
  const accounts = await services.db
    .selectFrom('user_account')
    .select('account_id')
    .where('user_id', '=', uuid)
    .execute()
  const access = params.account_id && (await accountAccess(services.db, actor, params.account_id))
  if (!access || !accounts.some((row) => row.account_id === params.account_id)) throw refuse('NOT_FOUND')
  if (!mayIn(actor, access, 'user_edit')) throw refuse('NOT_PERMITTED', 'user_edit')
  if (params.public_key !== undefined && !mayIn(actor, access, 'user_modify_others_pkey'))
    throw refuse('NOT_PERMITTED', 'user_modify_others_pkey')
  if (accounts.length > 1) throw refuse('NOT_PERMITTED', 'other_accounts')
}

async function checkMail(call: SetCall, user: UserRow): Promise<void> {
  const { params, services, refuse } = call
  for (const address of params.alt_emails ?? []) {
    if (!isEmail(address) || (await isEmailTaken(services.db, address, user.uuid)))
      throw refuse('INVALID_EMAIL')
  }
  if (params.email !== undefined && params.email !== user.email) {
    if (!isEmail(params.email)) throw refuse('INVALID_EMAIL')
    if (await isEmailTaken(services.db, params.email, user.uuid)) throw refuse('DUPLICATE_EMAIL')
  }
}

/** The hash of a new password, once the old one was right. */
async function checkPassword(call: SetCall, user: UserRow): Promise<string | undefined> {
  const { params, refuse } = call
  if (!params.password) return undefined
  if (!(await passwordMatches(user.password_hash, params.old_password ?? '')))
    throw refuse('INVALID_PASSWORD')
  const hash = await newPasswordHash(
    call.services.db,
    params.password,
    { user_id: user.uuid },
    user.password_history,
  )
  if (!hash) throw refuse('BAD_PASSWORD')
  return hash
}

/** The card of a person, as the payment processor keeps it from now on. */
async function keptCard({ params, services, refuse }: SetCall, user: UserRow) {
  const processor = paymentProcessor(services.configuration)
  if (!processor) throw refuse('INVALID_TOKEN')
  const { customer, description } = await processor
    .keepCard(params.cc_token ?? '', user.email)
    .catch((error: unknown) => {
      throw error instanceof PaymentRefused ? refuse('INVALID_TOKEN') : error
    })
  return { card_customer: customer, card_description: description }
}

/** What only a person may say of themselves. */
const own = (params: SetCall['params']) => ({
  email: params.email,
  terms_md5: params.terms_md5,
  privacy_md5: params.privacy_md5,
  indicator_md5: params.indicator_md5,
})

export default handle(userSet, async (call) => {
  const { params, actor, services, refuse } = call
  const { db } = services
  const uuid = params.uuid ?? actor.user_id
  const self = uuid === actor.user_id
  await requireEditable(call, uuid)
  const user = await db
    .selectFrom('user')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!user) throw refuse('NOT_FOUND')
  const shares = params.share_code !== undefined || params.share_description !== undefined
  if (self && shares && !(await mayOneself(db, actor, 'user_modify_sharecode')))
    throw refuse('NOT_PERMITTED', 'user_modify_sharecode')
  if (params.time_zone && !isKnownZone(params.time_zone)) throw refuse('INVALID_TIME_ZONE')
  if (params.public_key && !parsePublicKey(params.public_key)) throw refuse('INVALID_PUBLIC_KEY')
  await checkMail(call, user)
  const password_hash = self ? await checkPassword(call, user) : undefined
  const change = {
    first: params.first,
    last: params.last,
    alt_emails: params.alt_emails,
    mobile_phone: params.mobile_phone,
    time_zone: params.time_zone === '' ? null : params.time_zone,
    pin_required: params.pin_required === undefined ? undefined : params.pin_required === 1,
    public_key: params.public_key === '' ? null : params.public_key,
    ...(self ? own(params) : {}),
    ...(standsAboveRoles(actor) ? { allowed_login_brands: params.allowed_login_brands?.join(',') } : {}),
  }
  const card = self && params.cc_token ? await keptCard(call, user) : {}
  const known = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('user')
      .set({
        ...known,
        ...card,
        ...(params.public_key ? { public_key_changed: sql<string>`now()` } : {}),
        ...(params.ui_json === undefined ? {} : { ui_json: JSON.stringify(params.ui_json) }),
        updated: sql<string>`now()`,
      })
      .where('uuid', '=', uuid)
      .execute()
    const share = {
      ...(params.share_code === undefined ? {} : { share_code: params.share_code || null }),
      ...(params.share_description === undefined ? {} : { share_description: params.share_description }),
    }
    if (Object.keys(share).length > 0) {
      await tx.updateTable('namespace').set(share).where('uuid', '=', user.namespace_id).execute()
    }
    if (password_hash) await setPassword(tx, user, password_hash, actor.session?.uuid)
    const detail = changedFields(user, known)
    await recordAudit(tx, actor, {
      uuid,
      type: 'User',
      action: 'EDIT',
      what: user.name,
      detail: detail ?? {},
    })
  })
  return {}
})
