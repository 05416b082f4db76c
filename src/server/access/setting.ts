import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'

/** Account settings that reach beyond their account, and who alone sets them (account-settings table of v3). */
const SYSADMIN: ReadonlySet<string> = new Set([
  'study_requestable_accounts',
  'viewer_study_enable_cpp_transcoding',
])
const SYSADMIN_OR_SUPPORT: ReadonlySet<string> = new Set(['account_hl7_map', 'duplicate_account_hl7_map'])

/** NOT_PERMITTED names a setting that the actor may not set. */
export function requireSettingRights(actor: Actor, names: Iterable<string>): void {
  for (const name of names) {
    const refused =
      (SYSADMIN.has(name) && !actor.sysadmin) ||
      (SYSADMIN_OR_SUPPORT.has(name) && !actor.sysadmin && !actor.support)
    if (refused) throw new Refusal('NOT_PERMITTED', name)
  }
}
