import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { hashPassword } from './access/password.ts'
import { loadDemo } from './demo/load.ts'
import { FIRST_ACCOUNT_GRANTS, FIRST_ACCOUNT_SETTINGS } from './first_account.ts'
import type { Services } from './services.ts'
import { addMember, createAccount } from './tenancy/account.ts'
import { createUser } from './tenancy/user.ts'

const FIRST_START_LOCK = 7_236_002

const DEFAULT_EMAIL = 'admin@localhost'

export interface FirstStart {
  /** How to sign in; empty where the account was there already. */
  signIn: string
  /** The demonstration on its way in: the page is there at once, and this fills it while one signs in. */
  loading: Promise<void>
}

const NOTHING: FirstStart = { signIn: '', loading: Promise.resolve() }

/**
 * Makes the first account with its admin, who is also sysadmin, unless there is one already. Several processes may
 * start at once: one does it.
 */
export async function firstStart(services: Services, fresh: boolean): Promise<FirstStart> {
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
    return admin
  })
  if (!made) return NOTHING
  const demo = configuration.demo ?? (fresh && !configuration.database_url)
  const loading = demo
    ? loadDemo(services, made.uuid).catch((error: unknown) =>
        services.log.error({ err: error }, 'the demonstration was not loaded'),
      )
    : Promise.resolve()
  if (configuration.admin_password) return { signIn: `Sign in as ${email}`, loading }
  const file = join(configuration.data, 'admin-password')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return { signIn: `Sign in as ${email} with the password ${password} (kept in ${file})`, loading }
}
