import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type FilterRecord, filterList } from '#contract/filter.ts'
import { studyCount, studyCountByFilter } from '#contract/study/list.ts'
import { commandQuery } from '#web/api/query.ts'
import { useAccounts } from '../account.ts'
import { listFilters } from '../filters/address.ts'
import { type Filter, readFilter } from '../filters/condition.ts'
import { tokenDays } from '../filters/day.ts'
import { periodFilters } from '../filters/period.ts'

export const VIEW_TYPE = 'study'

/** A saved filter as a tab of the worklist. */
export interface View {
  uuid: string
  name: string
  owner: boolean
  /** What it holds; undefined for a filter that joins others by OR, which only the server applies. */
  filters: readonly Filter[] | undefined
  search: string
}

const SMART = 'filter.SMART_SEARCH.equals'

function viewOf({ uuid, name, owner, configuration }: FilterRecord): View {
  const view = { uuid, name, owner: owner === 1 }
  if (typeof configuration !== 'object' || configuration === null || Array.isArray(configuration)) {
    return { ...view, filters: undefined, search: '' }
  }
  const entries = Object.entries(configuration).map(([key, value]) => [key, String(value)] as const)
  return {
    ...view,
    filters: entries.flatMap(([key, value]) => (key === SMART ? [] : (readFilter(key, value) ?? []))),
    search: entries.find(([key]) => key === SMART)?.[1] ?? '',
  }
}

/** The views that the user has, their own and shared ones, by name. */
export function useViews(): readonly View[] {
  return useQueries({
    queries: useAccounts().map((account_id) => commandQuery(filterList, { type: [VIEW_TYPE], account_id })),
    combine: (lists) => {
      const views = new Map(
        lists.flatMap(({ data }) => data?.filters ?? []).map((filter) => [filter.uuid, filter]),
      )
      return [...views.values()].map(viewOf).sort((a, b) => a.name.localeCompare(b.name))
    },
  })
}

const isMoving = (view: View) => view.filters?.some(({ value }) => tokenDays(value) !== undefined) === true

const everywhere = { sort: undefined, view: undefined, study: undefined, namespace: undefined }

/** How many studies each view has. Views with moving days are counted with today's date put in. */
export function useViewCounts(
  views: readonly View[],
  today: string,
  timeZone: string | undefined,
): ReadonlyMap<string, number> {
  const fixed = useMemo(() => views.filter((view) => !isMoving(view)).map(({ uuid }) => uuid), [views])
  const counted = useQuery({
    ...commandQuery(studyCountByFilter, { filter_uuids: fixed }),
    enabled: fixed.length > 0,
    placeholderData: (before) => before,
  }).data
  // Two views may hold the same; each question is asked once.
  const asked = new Map<string, string[]>()
  for (const { uuid, filters = [], search } of views.filter(isMoving)) {
    const params = JSON.stringify(listFilters({ ...everywhere, filters, search }, today, undefined, timeZone))
    asked.set(params, [...(asked.get(params) ?? []), uuid])
  }
  const questions = [...asked]
  return useQueries({
    queries: questions.map(([params]) => commandQuery(studyCount, JSON.parse(params))),
    combine: (moving) =>
      new Map([
        ...Object.entries(counted?.count_by_filter ?? {}),
        ...moving.flatMap(({ data }, index) =>
          (questions[index]?.[1] ?? []).flatMap((uuid) => (data ? [[uuid, data.count] as const] : [])),
        ),
      ]),
  })
}

/** The counts of the views that everybody has. */
export function useStandingCounts(
  namespace: string | undefined,
  today: string,
  timeZone: string | undefined,
) {
  const filtersOf = (filters: readonly Filter[]) =>
    listFilters({ ...everywhere, namespace, filters, search: '' }, today, undefined, timeZone)
  const everything = useQuery(commandQuery(studyCount, filtersOf([])))
  const received = useQuery(commandQuery(studyCount, filtersOf(periodFilters('created', { kind: 'today' }))))
  return { everything: everything.data?.count, received: received.data?.count }
}
