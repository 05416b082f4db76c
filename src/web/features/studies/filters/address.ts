import { type Filter, filterKey, readFilter } from './condition.ts'
import { plainDay, resolveDay } from './day.ts'

/**
 * The worklist's state in the address, in v3's own parameter names, so that an address can be read, shared and sent to
 * the API as it is. `view` names the saved filter that it began with, `study` the one open in the pane, `namespace`
 * the namespace of the switcher.
 */
export interface WorklistAddress {
  filters: readonly Filter[]
  search: string
  sort: { id: string; descending: boolean } | undefined
  view: string | undefined
  study: string | undefined
  namespace: string | undefined
}

const SMART = 'SMART_SEARCH'

export function readAddress(params: URLSearchParams): WorklistAddress {
  const filters = [...params].flatMap(([key, value]) => readFilter(key, value) ?? [])
  const [, id, order] = /^(.+)-(asc|desc)$/.exec(params.get('sort_by') ?? '') ?? []
  return {
    filters: filters.filter(({ field }) => field !== SMART),
    search: filters.find(({ field }) => field === SMART)?.value ?? '',
    sort: id === undefined ? undefined : { id, descending: order === 'desc' },
    view: params.get('view') ?? undefined,
    study: params.get('study') ?? undefined,
    namespace: params.get('namespace') ?? undefined,
  }
}

export function writeAddress({
  filters,
  search,
  sort,
  view,
  study,
  namespace,
}: WorklistAddress): URLSearchParams {
  const params = new URLSearchParams()
  if (namespace !== undefined) params.set('namespace', namespace)
  if (view !== undefined) params.set('view', view)
  if (search !== '') params.set(filterKey({ field: SMART, condition: 'equals' }), search)
  for (const filter of filters) params.append(filterKey(filter), filter.value)
  if (sort) params.set('sort_by', `${sort.id}-${sort.descending ? 'desc' : 'asc'}`)
  if (study !== undefined) params.set('study', study)
  return params
}

/** Date columns that hold DICOM dates and so compare with `YYYYMMDD`. */
const DICOM_DATES = ['study_date', 'patient_birth_date']

/** Filters as parameters of a command, moving days put in. `today` is the user's day, `YYYY-MM-DD`. */
export function filterParams(filters: readonly Filter[], today: string): Record<`filter.${string}`, string> {
  return Object.fromEntries(
    filters.map((filter) => {
      const day = resolveDay(filter.value, today)
      const dicom = DICOM_DATES.includes(filter.field) && plainDay(day) !== undefined
      return [filterKey(filter), dicom ? day.replaceAll('-', '') : day]
    }),
  )
}

/** What `/study/list` and `/study/count` get for an address. Days are days of the user's time zone. */
export function listFilters(
  address: WorklistAddress,
  today: string,
  filterId: string | undefined,
  timeZone: string | undefined,
): Record<string, string> {
  const dated = address.filters.some(({ condition }) => ['ge', 'gt', 'le', 'lt'].includes(condition))
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return {
    ...filterParams(address.filters, today),
    ...(address.search === '' ? {} : { [`filter.${SMART}.equals`]: address.search }),
    ...(address.namespace === undefined ? {} : { 'filter.phi_namespace.equals': address.namespace }),
    ...(dated ? { 'filter.tz': zone } : {}),
    ...(filterId === undefined ? {} : { filter_id: filterId }),
  }
}
