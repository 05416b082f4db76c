import { Refusal } from '../refusal.ts'

/**
 * `fields.OBJECT=["a"]` keeps only those fields in every OBJECT of an answer, `fields._top` at its top level. An
 * object's name is the singular of the key it stands under, and the section's own name for the top level.
 */

type Wanted = Map<string, Set<string>>

function readWanted(raw: ReadonlyMap<string, string>): Wanted {
  const wanted: Wanted = new Map()
  for (const [name, value] of raw) {
    if (!name.startsWith('fields.')) continue
    let list: unknown
    try {
      list = JSON.parse(value)
    } catch {
      throw new Refusal('INVALID_JSON', name)
    }
    if (!Array.isArray(list)) throw new Refusal('NOT_LIST', name)
    wanted.set(name.slice('fields.'.length), new Set(list.map(String)))
  }
  return wanted
}

const singular = (key: string): string => {
  if (key.endsWith('ies')) return `${key.slice(0, -3)}y`
  return key.endsWith('s') && !key.endsWith('ss') ? key.slice(0, -1) : key
}

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const only = (hash: Record<string, unknown>, keep: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(hash).filter(([name]) => keep.has(name)))

function narrow(value: unknown, key: string, wanted: Wanted): unknown {
  if (Array.isArray(value)) return value.map((item) => narrow(item, key, wanted))
  if (!isHash(value)) return value
  const keep = wanted.get(key) ?? wanted.get(singular(key))
  const kept = keep ? only(value, keep) : value
  return Object.fromEntries(Object.entries(kept).map(([name, inner]) => [name, narrow(inner, name, wanted)]))
}

export function keepFields(
  answer: Record<string, unknown>,
  section: string,
  raw: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const wanted = readWanted(raw)
  if (wanted.size === 0) return answer
  const top = wanted.get('_top')
  const listed = Object.values(answer).some((value) => Array.isArray(value))
  const own = listed ? undefined : wanted.get(section)
  const kept = Object.entries(answer)
    .filter(([name]) => (!top || top.has(name)) && (!own || own.has(name)))
    .map(([name, value]) => [name, narrow(value, name, wanted)])
  return Object.fromEntries(kept)
}
