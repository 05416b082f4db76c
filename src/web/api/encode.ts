import type { z } from 'zod'
import { commaList } from '#contract/value.ts'

const pad = (number: number) => String(number).padStart(2, '0')

/** A moment as v3 writes it: `YYYY-MM-DD hh:mm:ss`, UTC. */
export const v3Timestamp = (date: Date): string =>
  `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())} ` +
  `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`

const isCommaList = (schema: unknown): boolean => {
  if (schema === commaList) return true
  if (typeof schema !== 'object' || schema === null || !('unwrap' in schema)) return false
  return typeof schema.unwrap === 'function' && isCommaList(schema.unwrap())
}

function encodeValue(value: unknown, schema: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Date) return v3Timestamp(value)
  if (Array.isArray(value) && isCommaList(schema)) return value.join(',')
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

/**
 * Parameters as the form body that v3 expects: objects and lists as JSON text (comma separated where the contract says
 * so), flags as 1 and 0, moments in UTC, absent values left out.
 */
export function encodeParams(
  params: Readonly<Record<string, unknown>>,
  schema: z.ZodObject,
): URLSearchParams {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    const text = encodeValue(value, schema.shape[name])
    if (text !== undefined) form.append(name, text)
  }
  return form
}
