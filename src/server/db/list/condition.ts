import { type RawBuilder, sql } from 'kysely'
import { isUuid, NIL_UUID } from '#contract/value.ts'
import { type Column, type Condition, comparable } from './column.ts'
import { moment, parseMoment } from './datetime.ts'
import { resolveMovingDate } from './moving_date.ts'

/** A value that does not fit the column: the caller turns it into INVALID_CONDITION. */
export class UnfitValue extends Error {}

/** The items of an `in`: a JSON array of plain values. */
export function parseItems(value: string): string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    throw new UnfitValue()
  }
  if (!Array.isArray(parsed)) throw new UnfitValue()
  return parsed.map((item: unknown) => {
    if (typeof item === 'string') return item
    if (typeof item === 'number') return String(item)
    if (typeof item === 'boolean') return item ? '1' : '0'
    throw new UnfitValue()
  })
}

const WHOLE = /^[+-]?\d{1,18}$/

/** A single value in the column's own type. */
function bind(of: Column, value: string): RawBuilder<unknown> {
  switch (of.kind) {
    case 'citext':
      return sql`lower(${value})`
    case 'text':
    case 'hashkey':
      return sql`${value}`
    case 'uuid':
      return sql`${isUuid(value) ? value.toLowerCase() : NIL_UUID}::uuid`
    case 'integer':
      if (!WHOLE.test(value.trim())) throw new UnfitValue()
      return sql`${value.trim()}::bigint`
    case 'flag':
      if (value !== '0' && value !== '1') throw new UnfitValue()
      return sql`${value === '1'}::boolean`
    case 'datetime':
      throw new UnfitValue()
  }
}

function compareMoment(of: Column, condition: Condition, value: string, zone: string): RawBuilder<boolean> {
  const at = parseMoment(value)
  if (!at) throw new UnfitValue()
  const from = moment(at, zone)
  const until = at.wholeSeconds
    ? sql`(${from} + interval '1 second')`
    : sql`(${from} + interval '1 microsecond')`
  const x = of.sql
  switch (condition) {
    case 'equals':
      return sql`(${x} >= ${from} and ${x} < ${until})`
    case 'equals_or_null':
      return sql`((${x} >= ${from} and ${x} < ${until}) or ${x} is null)`
    case 'not_equals':
      return sql`(${x} < ${from} or ${x} >= ${until})`
    case 'not_equals_or_null':
      return sql`(${x} < ${from} or ${x} >= ${until} or ${x} is null)`
    case 'gt':
      return sql`${x} >= ${until}`
    case 'ge':
      return sql`${x} >= ${from}`
    case 'lt':
      return sql`${x} < ${from}`
    case 'le':
      return sql`${x} < ${until}`
    default:
      throw new UnfitValue()
  }
}

const SIGN: Partial<Record<Condition, RawBuilder<unknown>>> = {
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
}

/** One filter expression as SQL. Throws UnfitValue where the value cannot be compared with the column. */
export function compare(
  of: Column,
  condition: Condition,
  rawValue: string,
  zone: string,
): RawBuilder<boolean> {
  const value = resolveMovingDate(rawValue.replaceAll('\0', ''), of.kind, zone)
  const x = comparable(of)
  if (condition === 'in' || condition === 'in_or_null') {
    const items = parseItems(value)
    const one = items.map((item) =>
      of.kind === 'datetime'
        ? compareMoment(of, 'equals', item, zone)
        : sql<boolean>`${x} = ${bind(of, item)}`,
    )
    if (condition === 'in_or_null') one.push(sql<boolean>`${of.sql} is null`)
    return one.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(one, sql` or `)})`
  }
  if (condition === 'like') {
    if (of.kind === 'citext') return sql`${x} like lower(${value})`
    if (of.kind === 'text' || of.kind === 'hashkey') return sql`${of.sql} like ${value}`
    if (of.kind === 'flag') throw new UnfitValue()
    return sql`${of.sql}::text like ${value}`
  }
  if (of.kind === 'datetime') return compareMoment(of, condition, value, zone)
  const bound = bind(of, value)
  switch (condition) {
    case 'equals':
      return sql`${x} = ${bound}`
    case 'equals_or_null':
      return sql`(${x} = ${bound} or ${of.sql} is null)`
    case 'not_equals':
      return sql`${x} <> ${bound}`
    case 'not_equals_or_null':
      return sql`(${x} <> ${bound} or ${of.sql} is null)`
    default: {
      if (of.kind === 'flag' || of.kind === 'uuid') throw new UnfitValue()
      return sql`${x} ${SIGN[condition] ?? sql`=`} ${bound}`
    }
  }
}
