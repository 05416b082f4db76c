import type { ColumnType } from 'kysely'

/** What a column gives when it is read, and takes when it is written. */

/** Answered as text; written as text or a Date, or by the database. */
export type Timestamp = ColumnType<string, string | Date | undefined, string | Date>
export type NullableTimestamp = ColumnType<
  string | null,
  string | Date | null | undefined,
  string | Date | null
>
/** A JSON object, written as JSON text. */
export type Hash = ColumnType<Record<string, unknown>, string | undefined, string>
/** Any JSON, written as JSON text. */
export type Json = ColumnType<unknown, string | null | undefined, string | null>
