import { useQuery } from '@tanstack/react-query'
import { accountList, accountSet } from '#contract/account.ts'
import { groupList, groupSet } from '#contract/group.ts'
import { locationList, locationSet } from '#contract/location.ts'
import type { PlaceRecord } from '#contract/place.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { useAccount } from '../account.ts'

/** What the account, a group and a location say of the namespace that each owns. */
export type Sharing = Pick<
  PlaceRecord,
  | 'must_approve'
  | 'must_approve_upload'
  | 'must_approve_harvest'
  | 'must_approve_move'
  | 'must_approve_copy'
  | 'no_share'
  | 'share_code'
  | 'share_description'
>

export interface Place extends Sharing {
  kind: 'account' | 'group' | 'location'
  uuid: string
  name: string
  namespace_id: string
}

const MOST = 5000

/** Every namespace of the account: its own, its groups' and its locations'. */
export function usePlaces(): { places: readonly Place[]; ready: boolean } {
  const account = useAccount()
  const params = { account_id: account.uuid, sort_by: 'name-asc', 'page.rows': MOST }
  const groups = useQuery(commandQuery(groupList, params)).data?.groups
  const locations = useQuery(commandQuery(locationList, params)).data?.locations
  return {
    places: [
      { ...account, kind: 'account' },
      ...(groups ?? []).map((one): Place => ({ ...one, kind: 'group' })),
      ...(locations ?? []).map((one): Place => ({ ...one, kind: 'location' })),
    ],
    ready: groups !== undefined && locations !== undefined,
  }
}

/** The lists in which a change of a place shows. */
export const LISTS = [accountList, groupList, locationList]

/** Only that of a place: what is saved goes back as it is. */
export const sharingOf = (place: Place): Sharing => ({
  must_approve: place.must_approve,
  must_approve_upload: place.must_approve_upload,
  must_approve_harvest: place.must_approve_harvest,
  must_approve_move: place.must_approve_move,
  must_approve_copy: place.must_approve_copy,
  no_share: place.no_share,
  share_code: place.share_code,
  share_description: place.share_description,
})

export function saveSharing(
  { kind, uuid }: Place,
  { share_code, share_description, ...flags }: Sharing,
): Promise<unknown> {
  const values = { uuid, ...flags, share_code: share_code ?? '', share_description: share_description ?? '' }
  if (kind === 'account') return call(accountSet, values)
  return kind === 'group' ? call(groupSet, values) : call(locationSet, values)
}
