import { entryOfTag, hexTag, tagOfName } from './dictionary.ts'
import { type JsonDataSet, personName } from './json-model.ts'

/** Attributes and values as clients of the storage API write them. */

const NUMERIC = new Set(['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'IS', 'DS'])

/**
 * Attributes that a client names: a JSON object, or `tag=value` pairs with commas between them. Tags are keywords, eight
 * hexadecimal digits, `(gggg,eeee)`, or decimal numbers as `anonymize_tags` has them. Nothing for what cannot be read.
 */
export function attributesNamed(given: string): Map<number, string> | undefined {
  const pairs = pairsOf(given)
  if (!pairs) return undefined
  const named = new Map<number, string>()
  for (const [name, value] of pairs) {
    const tag = tagNamed(name.trim())
    if (tag === undefined) return undefined
    named.set(tag, value)
  }
  return named
}

function tagNamed(name: string): number | undefined {
  const grouped = /^\(?([0-9a-f]{4}),([0-9a-f]{4})\)?$/i.exec(name)
  if (grouped) return Number.parseInt(`${grouped[1]}${grouped[2]}`, 16)
  const known = tagOfName(name)
  if (known !== undefined) return known
  return /^\d{1,10}$/.test(name) && Number(name) <= 0xffffffff ? Number(name) : undefined
}

function pairsOf(given: string): [string, string][] | undefined {
  const trimmed = given.trim()
  if (trimmed === '') return []
  if (!trimmed.startsWith('{'))
    return trimmed
      .split(/,(?=\s*(?:\(?[0-9a-f]{4},[0-9a-f]{4}\)?|\w+)\s*=)/i)
      .map((pair): [string, string] => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at).trim(), pair.slice(at + 1)]
      })
      .filter(([name]) => name !== '')
  try {
    const parsed: unknown = JSON.parse(trimmed)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
    return Object.entries(parsed).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
  } catch {
    return undefined
  }
}

/** Text values as DICOM JSON, in the value representation of the dictionary. */
export function jsonOfNamed(named: ReadonlyMap<number, string>): JsonDataSet {
  const set: JsonDataSet = {}
  for (const [tag, value] of named) {
    const vr = entryOfTag(tag)?.vr ?? 'LO'
    const values = value.split('\\')
    set[hexTag(tag)] =
      value === ''
        ? { vr }
        : vr === 'PN'
          ? { vr, Value: values.map(personName) }
          : { vr, Value: NUMERIC.has(vr) ? values.map(Number) : values }
  }
  return set
}
