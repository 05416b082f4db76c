import { createHash } from 'node:crypto'
import { itemsOf, type JsonAttribute, type JsonDataSet, personName } from './json-model.ts'

/**
 * Substitutions that stand between a stored image and whoever sees it through one record: what v3's anonymisation rules
 * have become for one study, so that the same value always gives the same text.
 */

export interface Substitution {
  /** The attribute, as DICOM JSON names it. */
  tag: string
  pattern: string
  /** Of the regular expression: `g` and `i`. */
  flags: string
  /** With `$1` and `$&` of a regular expression, and MD5_HASH. */
  replacement: string
  /** What is hashed where there is no value. */
  empty: string
}

/** The MD5 of the whole value, in hexadecimal. */
export const MD5_HASH = '__MD5_HASH__'

/** An administrator's pattern runs on at most this much; what is longer is cut. */
const LONGEST = 1024

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

/** A value after one substitution. */
export function substituted(
  { pattern, flags, replacement, empty }: Omit<Substitution, 'tag'>,
  value: string,
): string {
  const text = replacement.replaceAll(MD5_HASH, () => md5(value === '' ? empty : value))
  return value.slice(0, LONGEST).replace(new RegExp(pattern, flags), text)
}

/** A text as an attribute's value, in its value representation. */
export function attributeOfText(vr: string, text: string): JsonAttribute {
  if (text === '') return { vr }
  const values = text.split('\\')
  if (vr === 'PN') return { vr, Value: values.map(personName) }
  if (vr === 'DS' || vr === 'IS') {
    const numbers = values.map(Number).filter(Number.isFinite)
    return numbers.length > 0 ? { vr, Value: numbers } : { vr }
  }
  return { vr, Value: values }
}

const TEXTS = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '))

function textOfAttribute({ vr, Value = [] }: JsonAttribute): string {
  return Value.map((value) => {
    if (value === null) return ''
    if (typeof value !== 'object') return String(value)
    const { Alphabetic = '', Ideographic = '', Phonetic = '' } = vr === 'PN' ? value : {}
    return [Alphabetic, Ideographic, Phonetic].map(String).join('=').replace(/=+$/, '')
  }).join('\\')
}

/** What is no text has no substitute: its value is left out. */
const without = (attribute: JsonAttribute, substitutions: readonly Substitution[]): JsonAttribute =>
  TEXTS.has(attribute.vr)
    ? attributeOfText(
        attribute.vr,
        substitutions.reduce((text, one) => substituted(one, text), textOfAttribute(attribute)),
      )
    : { vr: attribute.vr }

/** A data set after the substitutions, at every depth. Attributes that it does not have are not added. */
export function anonymizedJson(set: JsonDataSet, substitutions: readonly Substitution[]): JsonDataSet {
  if (substitutions.length === 0) return set
  const byTag = Map.groupBy(substitutions, ({ tag }) => tag)
  const walk = (within: JsonDataSet): JsonDataSet =>
    Object.fromEntries(
      Object.entries(within).map(([tag, attribute]) => {
        const own = byTag.get(tag)
        if (own) return [tag, without(attribute, own)]
        if (attribute.vr === 'SQ' && attribute.Value)
          return [tag, { ...attribute, Value: itemsOf(attribute).map(walk) }]
        return [tag, attribute]
      }),
    )
  return walk(set)
}
