import { ALL_PRIVATE_TAGS, ANONYMIZE_FIELD_TAGS, OTHER_INGRESS_TAGS } from '#contract/dicom/ingress_tags.ts'
import { Refusal } from '../refusal.ts'

/**
 * Anonymisation rules of v3: a hash of field names to substitutions `s/PATTERN/REPLACEMENT/` (`/namespace/anonymize`,
 * `/link/add`).
 */

export const ANONYMIZE_FIELDS: readonly string[] = [
  ...Object.keys(ANONYMIZE_FIELD_TAGS),
  OTHER_INGRESS_TAGS,
  ALL_PRIVATE_TAGS,
]

const LONGEST = 500

/** The parts of `s/PATTERN/REPLACEMENT/flags`; nothing when it has another form. */
export function substitution(
  rule: string,
): { pattern: string; replacement: string; flags: string } | undefined {
  const parts = /^s\/((?:[^/\\]|\\.)*)\/((?:[^/\\]|\\.)*)\/([gi]*)$/.exec(rule)
  if (!parts || rule.length > LONGEST) return undefined
  const [, pattern = '', replacement = '', flags = ''] = parts
  return { pattern, replacement, flags }
}

/** Is this a regular expression, alone or as `/…/`? */
export function isPattern(text: string): boolean {
  if (text.length > LONGEST) return false
  try {
    new RegExp(/^\/(.*)\/[a-z]*$/.exec(text)?.[1] ?? text)
    return true
  } catch {
    return false
  }
}

/** INVALID_FIELD_NAME and INVALID_REGEXP name what is wrong. */
export function checkAnonymizationRules(rules: Readonly<Record<string, unknown>>): void {
  for (const [field, rule] of Object.entries(rules)) {
    if (!ANONYMIZE_FIELDS.includes(field)) throw new Refusal('INVALID_FIELD_NAME', field)
    const parts = typeof rule === 'string' ? substitution(rule) : undefined
    if (!parts || !isPattern(parts.pattern))
      throw new Refusal('INVALID_REGEXP', String(rule).slice(0, LONGEST))
  }
}
