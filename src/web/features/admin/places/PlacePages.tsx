import type { ReactNode } from 'react'
import { groupList } from '#contract/group.ts'
import { locationList } from '#contract/location.ts'
import type { PlaceRecord } from '#contract/place.ts'
import { type ListPages, useListPages } from '#web/api/list_pages.ts'
import { contains } from '../AdminTable.tsx'
import { useAccount } from '../account.ts'
import type { PlaceKind } from './place.ts'

interface Looked {
  /** What the name holds. */
  search: string
  sort_by?: string | undefined
  children: (pages: ListPages<PlaceRecord>) => ReactNode
}

/** The groups or the locations of the account, searched on the server and read page by page. */
export const PlacePages = ({ kind, ...looked }: Looked & { kind: PlaceKind }) =>
  kind === 'group' ? <Groups {...looked} /> : <Locations {...looked} />

const useParams = ({ search, sort_by }: Looked) => ({
  account_id: useAccount().uuid,
  ...contains('name', search),
  ...(sort_by ? { sort_by } : {}),
})

function Groups(looked: Looked) {
  const pages = useListPages(groupList, useParams(looked), ({ groups: rows, page }) => ({
    rows,
    more: page.more,
  }))
  return looked.children(pages)
}

function Locations(looked: Looked) {
  const pages = useListPages(locationList, useParams(looked), ({ locations: rows, page }) => ({
    rows,
    more: page.more,
  }))
  return looked.children(pages)
}
