import { z } from 'zod'

/**
 * The kinds of parameter values of v3. On the wire every parameter is a string; a refusal travels as a zod issue
 * whose `params.error_type` is the v3 token.
 */

const refuse = (ctx: z.RefinementCtx, error_type: string | readonly string[]) => {
  ctx.addIssue({ code: 'custom', message: String(error_type), params: { error_type } })
  return z.NEVER
}

/** Never issued to an object, so a lookup by it finds nothing. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => UUID.test(text)

/** PostgreSQL text holds no NUL; a client that sends one means nothing by it. */
export const text = z.string().transform((value) => value.replaceAll('\0', ''))

/** A malformed uuid names nothing: it reads as the nil UUID and the command answers its own NOT_FOUND. */
export const uuid = z.string().transform((value) => (isUuid(value) ? value.toLowerCase() : NIL_UUID))

/** A reference that an empty value takes away. */
export const uuidOrNone = z
  .string()
  .transform((value) => (value === '' ? null : isUuid(value) ? value.toLowerCase() : NIL_UUID))

/** 1 or 0; INVALID_FLAG otherwise. */
export const flag = z.string().transform((value, ctx): 0 | 1 => {
  if (value === '1' || value === 'true') return 1
  if (value === '0' || value === 'false') return 0
  return refuse(ctx, 'INVALID_FLAG')
})

/** A whole number that PostgreSQL's integer holds; INVALID_INTEGER otherwise. */
export const integer = z.string().transform((value, ctx): number => {
  const number = Number(value)
  if (!/^\s*[+-]?\d+\s*$/.test(value) || Math.abs(number) > 2_147_483_647)
    return refuse(ctx, 'INVALID_INTEGER')
  return number
})

const parsed = (value: string, ctx: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(value.replaceAll('\0', '').replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/gi, '$1'))
  } catch {
    return refuse(ctx, 'INVALID_JSON')
  }
}

/** Any JSON text; INVALID_JSON otherwise. */
export const json = z.string().transform((value, ctx): unknown => parsed(value, ctx))

/** A JSON object; INVALID_JSON or NOT_HASH otherwise. */
export const hash = z.string().transform((value, ctx): Record<string, unknown> => {
  const result = parsed(value, ctx)
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return refuse(ctx, 'NOT_HASH')
  return Object.fromEntries(Object.entries(result))
})

/** A hash whose faults come as a list, `["INVALID_JSON", NAME]`, which existing clients expect of `/role/add`. */
export const hashNamed = (name: string) =>
  z.string().transform((value, ctx): Record<string, unknown> => {
    const result = hash.safeParse(value)
    return result.success ? result.data : refuse(ctx, ['INVALID_JSON', name])
  })

/** A JSON array; INVALID_JSON or NOT_LIST otherwise. */
export const jsonList = z.string().transform((value, ctx): unknown[] => {
  const result = parsed(value, ctx)
  return Array.isArray(result) ? result : refuse(ctx, 'NOT_LIST')
})

const jsonItems = (value: string): string[] | undefined => {
  if (!value.startsWith('[')) return undefined
  try {
    const items: unknown = JSON.parse(value)
    return Array.isArray(items) ? items.map(String) : undefined
  } catch {
    return undefined
  }
}

/** A comma separated list, or a JSON array of the same; blanks around items are dropped. */
export const commaList = z
  .string()
  .transform((value) =>
    (jsonItems(value) ?? value.split(','))
      .map((item) => item.replaceAll('\0', '').trim())
      .filter((item) => item !== ''),
  )

/** A flag in an answer: 1 or 0. */
export const flagOut = z.union([z.literal(0), z.literal(1)])

/** The `page` hash of a list answer. */
export const pageOut = z.object({ more: flagOut, rows: z.number().int(), number: z.number().int() })

/** The storage triplet, or the uuid under the name the command uses (v3 README, "Values"). */
export const studyReference = {
  study_uid: text.optional(),
  storage_namespace: uuid.optional(),
  phi_namespace: uuid.optional(),
}
const TRIPLET = ['study_uid', 'storage_namespace', 'phi_namespace'] as const
export const studyIdOrTriplet = [['study_id'], TRIPLET] as const
export const uuidOrTriplet = [['uuid'], TRIPLET] as const

/** A boolean as v3 answers it. */
export const asFlag = (value: boolean): 0 | 1 => (value ? 1 : 0)
