import type { Kysely } from 'kysely'
import type { UserRecord } from '#contract/user.ts'
import { asFlag } from '#contract/value.ts'
import type { UserRow } from '../access/login.ts'
import type { Database } from '../db/tables.ts'
import { eventFlags } from './notification.ts'
import { formatPublicKey } from './public_key.ts'

/** A user as `/user/get` answers them. */
export async function userRecordOf(
  db: Kysely<Database>,
  user: UserRow,
  key_format?: string,
): Promise<UserRecord> {
  const namespace = await db
    .selectFrom('namespace')
    .select(['share_code', 'share_description'])
    .where('uuid', '=', user.namespace_id)
    .executeTakeFirst()
  return {
    uuid: user.uuid,
    name: user.name,
    first: user.first,
    last: user.last,
    email: user.email,
    alt_emails: user.alt_emails.join(','),
    mobile_phone: user.mobile_phone,
    namespace_id: user.namespace_id,
    sysadmin: asFlag(user.sysadmin),
    support: asFlag(user.support),
    is_anonymous: asFlag(user.is_anonymous),
    ...eventFlags(user.events),
    share_code: namespace?.share_code ?? null,
    share_description: namespace?.share_description ?? null,
    time_zone: user.time_zone,
    pin_required: asFlag(user.pin_required),
    allowed_login_brands: user.allowed_login_brands,
    npi: user.npi,
    terms_md5: user.terms_md5,
    privacy_md5: user.privacy_md5,
    indicator_md5: user.indicator_md5,
    last_login: user.last_login,
    public_key: user.public_key && formatPublicKey(user.public_key, key_format),
    ui_json: user.ui_json,
  }
}
