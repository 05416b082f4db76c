import type { Filter } from './condition.ts'
import { daysAgo, plainDay, shiftDay, tokenDays } from './day.ts'

/** A span of days on one field: a moving one, or fixed days, both ends included. */
export type Period =
  | { kind: 'today' }
  | { kind: 'yesterday' }
  | { kind: 'last'; days: number }
  | { kind: 'between'; from: string; to: string }

/** The filters of a period. The end is written as the day after, so that timestamps of the last day count. */
export function periodFilters(field: string, period: Period): Filter[] {
  const ge = (value: string): Filter => ({ field, condition: 'ge', value })
  const lt = (value: string): Filter => ({ field, condition: 'lt', value })
  switch (period.kind) {
    case 'today':
      return [ge(daysAgo(0))]
    case 'yesterday':
      return [ge(daysAgo(1)), lt(daysAgo(0))]
    case 'last':
      return [ge(daysAgo(period.days - 1))]
    case 'between':
      return [
        ...(period.from === '' ? [] : [ge(period.from)]),
        ...(period.to === '' ? [] : [lt(shiftDay(period.to, 1))]),
      ]
  }
}

/** The period that filters on one field mean; undefined when they mean something else. */
export function readPeriod(filters: readonly Filter[]): Period | undefined {
  const from = filters.find(({ condition }) => condition === 'ge')?.value
  const before = filters.find(({ condition }) => condition === 'lt')?.value
  const until = filters.find(({ condition }) => condition === 'le')?.value
  if (filters.length === 0 || filters.some(({ condition }) => !['ge', 'lt', 'le'].includes(condition)))
    return undefined
  const back = from === undefined ? undefined : tokenDays(from)
  if (back !== undefined && before === undefined && until === undefined) {
    return back === 0 ? { kind: 'today' } : { kind: 'last', days: back + 1 }
  }
  if (back === 1 && before !== undefined && tokenDays(before) === 0) return { kind: 'yesterday' }
  const first = from === undefined ? '' : plainDay(from)
  const end = before === undefined ? undefined : plainDay(before)
  const last = until === undefined ? (end === undefined ? '' : shiftDay(end, -1)) : plainDay(until)
  return first === undefined || last === undefined ? undefined : { kind: 'between', from: first, to: last }
}
