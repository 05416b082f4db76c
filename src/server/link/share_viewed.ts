import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { mayIn } from '../access/namespaces.ts'
import { findStudy } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { inviteToStudy } from '../share/invitation.ts'
import { shareStudy } from '../share/share.ts'
import { requireShareRule, targetByEmail } from '../share/target.ts'
import { isEmail } from '../tenancy/user.ts'

/**
 * Shares a study with the address under which somebody has opened a link to it (`share_on_view`), as its maker could:
 * nothing where they may not, or where it is shared already.
 */
export async function shareViewed(
  tx: Kysely<Database>,
  owner: Actor,
  study_id: string,
  email: string,
  public_url: string,
): Promise<void> {
  if (!isEmail(email)) return
  try {
    const { study, access } = await findStudy(tx, owner, { uuid: study_id }, 'study_share')
    if (!mayIn(owner, access, 'study_share_email') || study.phantom) return
    const target = await targetByEmail(tx, email)
    if (!target) await inviteToStudy(tx, owner, study, email, { public_url })
    else if (target.namespace_id !== study.phi_namespace) {
      await requireShareRule(tx, owner, access, target)
      await shareStudy(tx, owner, study, target)
    }
  } catch (error) {
    // Whoever opens a link sees its study, whether or not it can be shared with them.
    if (!(error instanceof Refusal)) throw error
  }
}
