import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { PERMISSIONS } from '#contract/permission.ts'
import { hashPassword } from './access/password.ts'
import type { StoredPermissions } from './access/permission.ts'
import { loadDemo } from './demo/load.ts'
import type { Services } from './services.ts'
import { addMember, createAccount } from './tenancy/account.ts'
import { createUser } from './tenancy/user.ts'

const FIRST_START_LOCK = 7_236_002

/** Reading needs a status to follow, comments, and a way to remove a wrong upload: v3's defaults leave these off. */
const READING: StoredPermissions = {
  study_status_view: 1,
  study_status_edit: 1,
  study_comment_view: 1,
  study_comment_edit: 1,
  study_upload: 1,
  study_download: 1,
}
const EVERYTHING: StoredPermissions = Object.fromEntries(
  PERMISSIONS.filter((name) => !/_only_own$|_require_|^study_upload_validate$/.test(name)).map((name) => [
    name,
    1,
  ]),
)
/** The administrator may do everything, but still edits only their own marks. */
export const FIRST_ACCOUNT_GRANTS = { admin: { ...EVERYTHING, annotation_edit_only_own: 1 }, user: READING }

/** The stages of a reading worklist. */
export const FIRST_ACCOUNT_SETTINGS = {
  study_status_tags: 'Unread,Reading,Draft,Preliminary,Final,Addendum',
  study_status_tags_default: 'Unread',
}

const DEFAULT_EMAIL = 'admin@localhost'

/**
 * Makes the first account with its admin, who is also sysadmin, unless there is one already. Several processes may
 * start at once: one does it. Answers how to sign in, on the start that made it.
 */
export async function firstStart(services: Services, fresh: boolean): Promise<string> {
  const { configuration, db } = services
  const email = configuration.admin_email ?? DEFAULT_EMAIL
  const password = configuration.admin_password ?? randomBytes(9).toString('base64url')
  const made = await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${FIRST_START_LOCK})`.execute(tx)
    const { rows } = await sql`select from account limit 1`.execute(tx)
    if (rows.length > 0) return undefined
    const admin = await createUser(tx, {
      email,
      first: 'Account',
      last: 'Admin',
      password_hash: await hashPassword(password),
      sysadmin: true,
    })
    const account = await createAccount(tx, configuration.account, {
      created_by: admin.uuid,
      settings: FIRST_ACCOUNT_SETTINGS,
      grants: FIRST_ACCOUNT_GRANTS,
    })
    await addMember(tx, {
      account_id: account.uuid,
      user_id: admin.uuid,
      role_id: account.roles.admin,
      global: true,
    })
    return account
  })
  if (!made) return ''
  const demo = configuration.demo ?? (fresh && !configuration.database_url)
  if (demo) await loadDemo(services)
  if (configuration.admin_password) return `Sign in as ${email}`
  const file = join(configuration.data, 'admin-password')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return `Sign in as ${email} with the password ${password} (kept in ${file})`
}
