import { useQueries } from '@tanstack/react-query'
import { type ActivityRecord, activityList, activityListCount } from '#contract/activity.ts'
import { commandQuery } from '#web/api/query.ts'

export type JoinActivity = Extract<ActivityRecord, { type: 'JOIN_REQUEST' }>

const ASKED = { strict_account_filter: 1 as const, 'filter.type.equals': 'JOIN_REQUEST' }

/** Who asks to join these accounts, the newest first. */
export function useJoins(account_ids: readonly string[]): readonly JoinActivity[] {
  const lists = useQueries({
    queries: account_ids.map((account_id) =>
      commandQuery(activityList, { account_id, ...ASKED, 'page.rows': 200 }),
    ),
  })
  return lists
    .flatMap(({ data }) => data?.activities.filter((one) => one.type === 'JOIN_REQUEST') ?? [])
    .toSorted((a, b) => b.created.localeCompare(a.created))
}

/** How many wait for an answer of these accounts. */
export function useJoinCount(account_ids: readonly string[]): number {
  const counts = useQueries({
    queries: account_ids.map((account_id) =>
      commandQuery(activityListCount, { account_id, 'filter.type.equals': 'JOIN_REQUEST' }),
    ),
  })
  return counts.reduce((sum, { data }) => sum + (data?.count ?? 0), 0)
}
