import type { Kysely } from 'kysely'
import { NIL_UUID } from '#contract/value.ts'
import type { Database } from '../db/tables.ts'
import type { GuestReach } from './guest.ts'

/** Who makes a request. Made by `http/authenticate.ts`; every question about rights takes one. */
export interface Actor {
  kind: 'user' | 'nobody'
  user_id: string
  name: string
  email: string
  sysadmin: boolean
  support: boolean
  /** The user's own time zone, which wins over `filter.tz`. */
  time_zone: string | null
  /** The user's own namespace. */
  namespace_id: string
  session: ActorSession | undefined
  /** Came by a password alone: accounts that ask for a second factor to be seen are hidden (`require_pin_to_view`). */
  withoutPin?: true
  client_address: string | null
  /** Who came by a link or the patient portal: reaches single studies only (`access/guest.ts`). */
  guest?: Guest | undefined
  /** A program acts for them with a key of this account: nothing of another is theirs meanwhile (`access/api_key.ts`). */
  only_account?: string | undefined
  /** A gateway: has rights in the namespace that it stores in alone (`access/node.ts`). */
  node?: { uuid: string; namespace_id: string; account_id: string } | undefined
}

export interface Guest {
  kind: 'link' | 'portal'
  /** The link's, or the patient's. */
  uuid: string
  reach(db: Kysely<Database>, actor: Actor): Promise<GuestReach>
}

export interface ActorSession {
  uuid: string
  kind: 'sid' | 'token'
  /** MD5 of the sid in hexadecimal: how clients recognise their own events. */
  sid_md5: string
  /** Minutes of idleness until the session ends. */
  session_expire: number
}

/** A request without credentials. It sees nothing. */
export const nobody = (client_address: string | null): Actor => ({
  kind: 'nobody',
  user_id: NIL_UUID,
  name: '',
  email: '',
  sysadmin: false,
  support: false,
  time_zone: null,
  namespace_id: NIL_UUID,
  session: undefined,
  client_address,
})

/** Sysadmin and support users stand above roles (v3 README, "Authentication"). */
export const standsAboveRoles = (actor: Actor): boolean => actor.sysadmin || actor.support
