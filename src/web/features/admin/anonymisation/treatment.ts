import { ALL_PRIVATE_TAGS, ANONYMIZE_FIELD_TAGS, OTHER_INGRESS_TAGS } from '#contract/dicom/ingress_tags.ts'

/** The rules of v3 (`s/PATTERN/REPLACEMENT/` by field) as a form shows them: what becomes of each field. */

export const FIELDS: readonly string[] = [
  ...Object.keys(ANONYMIZE_FIELD_TAGS),
  OTHER_INGRESS_TAGS,
  ALL_PRIVATE_TAGS,
]

export const KINDS = ['keep', 'remove', 'text', 'digest', 'number', 'random', 'rule'] as const
export type TreatmentKind = (typeof KINDS)[number]

/** `text` is the replacement, what stands before the number, or the whole rule. */
export interface Treatment {
  kind: TreatmentKind
  text: string
}

/** Private data is taken away, or it stays. */
export const kindsOf = (field: string): readonly TreatmentKind[] =>
  field === ALL_PRIVATE_TAGS ? ['keep', 'remove'] : KINDS

export const TYPED: readonly TreatmentKind[] = ['text', 'number', 'rule']

const WHOLE = /^s\/\.\*\/((?:[^/\\]|\\.)*)\/$/
const NUMBER = '__COUNTER-000001__'
/** What stands for itself in a replacement. */
const plain = (text: string) => text.replaceAll(/[\\/$]/g, (letter) => `\\${letter}`)
const isPlain = (text: string) => !/__[A-Z0-9_-]+__|(?<!\\)\$/.test(text)
const read = (text: string) => text.replaceAll(/\\(.)/g, '$1')

export function treatmentOf(rule: unknown): Treatment {
  if (typeof rule !== 'string') return { kind: 'keep', text: '' }
  const replacement = WHOLE.exec(rule)?.[1]
  if (replacement === undefined) return { kind: 'rule', text: rule }
  if (replacement === '') return { kind: 'remove', text: '' }
  if (replacement === '__MD5_HASH__') return { kind: 'digest', text: '' }
  if (replacement === '__UUID__') return { kind: 'random', text: '' }
  const before = replacement.endsWith(NUMBER) ? replacement.slice(0, -NUMBER.length) : undefined
  if (before !== undefined && isPlain(before)) return { kind: 'number', text: read(before) }
  return isPlain(replacement) ? { kind: 'text', text: read(replacement) } : { kind: 'rule', text: rule }
}

/** The rule; nothing for a field that stays. */
export function ruleOf({ kind, text }: Treatment): string | undefined {
  switch (kind) {
    case 'keep':
      return undefined
    case 'remove':
      return 's/.*//'
    case 'text':
      return `s/.*/${plain(text)}/`
    case 'digest':
      return 's/.*/__MD5_HASH__/'
    case 'number':
      return `s/.*/${plain(text)}${NUMBER}/`
    case 'random':
      return 's/.*/__UUID__/'
    case 'rule':
      return text
  }
}

/** What a new profile begins with: whatever says who the patient is. */
export const STANDARD: Readonly<Record<string, string>> = {
  patient_name: 's/.*/ANONYMOUS/',
  patientid: 's/.*/__MD5_HASH__/',
  patient_birth_date: 's/.*//',
  patient_address: 's/.*//',
  accession_number: 's/.*//',
  referring_physician: 's/.*//',
  OTHER_INGRESS_TAGS: 's/.*//',
  ALL_PRIVATE_TAGS: 's/.*//',
}

/** Values of nobody, to try rules on. */
export const SAMPLE: Readonly<Record<string, string>> = {
  patient_name: 'Example^Anna',
  patient_sex: 'F',
  patient_birth_date: '19680214',
  patient_address: '1 Sample Street',
  accession_number: 'A-10021',
  study_description: 'CT Chest',
  study_date: '20260301',
  patientid: '0012345',
  referring_physician: 'Doe^Jane',
  OTHER_INGRESS_TAGS: 'Sample Hospital',
  ALL_PRIVATE_TAGS: 'private',
}
