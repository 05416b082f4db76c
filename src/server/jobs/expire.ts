import { sql } from 'kysely'
import { z } from 'zod'
import { job } from './queue.ts'

/** Removes what has had its time: sessions, devices, tokens, reports. Runs every minute. */
export const expire = job('expire', z.object({}), async ({ db, objects }) => {
  await db.deleteFrom('session').where('expires', '<', sql<string>`now()`).execute()
  await db.deleteFrom('trusted_device').where('expires', '<', sql<string>`now()`).execute()
  await db.deleteFrom('password_token').where('expires', '<', sql<string>`now()`).execute()
  await db.deleteFrom('sign_in_attempt').where('expires', '<', sql<string>`now()`).execute()
  await db.deleteFrom('saml_assertion').where('expires', '<', sql<string>`now()`).execute()
  await db.deleteFrom('link_sign_in').where('expires', '<', sql<string>`now()`).execute()
  await db.deleteFrom('address_proof').where('expires', '<', sql<string>`now()`).execute()
  await db.deleteFrom('login_failure').where('last', '<', sql<string>`now() - interval '1 day'`).execute()
  await db.deleteFrom('storage_job').where('updated', '<', sql<string>`now() - interval '1 day'`).execute()
  await db.deleteFrom('failed_login').where('at', '<', sql<string>`now() - interval '30 days'`).execute()
  await db.deleteFrom('client_log').where('at', '<', sql<string>`now() - interval '30 days'`).execute()
  const reports = await db
    .deleteFrom('report')
    .where(sql<boolean>`created < now() - interval '4 hours' or downloaded < now() - interval '10 minutes'`)
    .returning('object_key')
    .execute()
  for (const { object_key } of reports) if (object_key) await objects.delete(object_key)
})
