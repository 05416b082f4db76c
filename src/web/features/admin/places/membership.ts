import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { accountUserGet } from '#contract/account_user.ts'
import { call } from '#web/api/call.ts'
import { keepLeaving, useDeleteLater, useLeaving } from '#web/api/leaving.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useToast } from '#web/ui/Toast.tsx'
import { COMMANDS, type PlaceKind } from './place.ts'

/** Somebody in a place. */
export interface Membership {
  place: { uuid: string; name: string }
  user: { user_id: string; user_name: string }
}

/** Under which a membership is leaving: neither the place nor the person is. */
const keyOfMembership = ({ place, user }: Membership) => `${place.uuid}/${user.user_id}`

/**
 * Puts people into groups or locations and takes them out. Who is taken out goes after a time in which it can be
 * undone, so that undoing leaves their role and what they are told of there as they were.
 */
export function useMemberships(kind: PlaceKind) {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const toast = useToast()
  const deleteLater = useDeleteLater()
  const leaving = useLeaving()
  const commands = COMMANDS[kind]
  const reads = [commands.userList, accountUserGet]
  const refused = (error: unknown) =>
    t(`users.refused.${errorTypeOf(error) ?? 'failed'}`, t('users.refused.failed'))

  const isLeaving = (membership: Membership) => leaving.has(keyOfMembership(membership))
  const keep = (membership: Membership) => keepLeaving(keyOfMembership(membership))

  /** Makes somebody a member, or gives a member another role; without one, a new member has that of the place. */
  const put = ({ place: { uuid }, user: { user_id } }: Membership, role_id?: string) =>
    void call(commands.userAdd, { uuid, user_id, ...(role_id ? { role_id } : {}) })
      .catch((error: unknown) => toast({ kind: 'bad', text: refused(error) }))
      .then(() => Promise.all(reads.map((read) => cache.invalidateQueries({ queryKey: keyOf(read) }))))

  const takeOut = (membership: Membership) => {
    const { place, user } = membership
    const names = { name: user.user_name, place: place.name }
    deleteLater({
      uuids: [keyOfMembership(membership)],
      remove: (_key, options) =>
        call(commands.userDelete, { uuid: place.uuid, user_id: user.user_id }, options),
      reads,
      text: t('places.takenOut', names),
      failed: ([failure]) => t('places.notTakenOut', { ...names, why: refused(failure?.error) }),
    })
  }

  return { isLeaving, keep, put, takeOut }
}
