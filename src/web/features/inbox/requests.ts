import { useQueries } from '@tanstack/react-query'
import { type ActivityRecord, activityList, activityListCount } from '#contract/activity.ts'
import { commandQuery } from '#web/api/query.ts'

const KINDS = ['STUDY_REQUEST_INBOUND', 'STUDY_REQUEST_OUTBOUND'] as const
export type RequestActivity = Extract<ActivityRecord, { type: (typeof KINDS)[number] }>

const isRequest = (activity: ActivityRecord): activity is RequestActivity =>
  KINDS.some((kind) => kind === activity.type)

const strict = (account_id: string) => ({ account_id, strict_account_filter: 1 as const })

export const requestsIn = (account_id: string) =>
  commandQuery(activityList, {
    ...strict(account_id),
    'filter.type.in': JSON.stringify(KINDS),
    'page.rows': 200,
  })

/** The requests for studies that came to these accounts and that they sent, those that came first. */
export function useRequests(account_ids: readonly string[]): readonly RequestActivity[] {
  const lists = useQueries({ queries: account_ids.map(requestsIn) })
  const all = lists.flatMap(({ data }) => data?.activities.filter(isRequest) ?? [])
  const side = ({ type }: RequestActivity) => (type === 'STUDY_REQUEST_INBOUND' ? 0 : 1)
  return all.toSorted((a, b) => side(a) - side(b) || b.created.localeCompare(a.created))
}

/** How many requests wait for an answer of these accounts. */
export function useRequestCount(account_ids: readonly string[]): number {
  const counts = useQueries({
    queries: account_ids.map((account_id) =>
      commandQuery(activityListCount, { account_id, 'filter.type.equals': 'STUDY_REQUEST_INBOUND' }),
    ),
  })
  return counts.reduce((sum, { data }) => sum + (data?.count ?? 0), 0)
}
