/** What fields become where somebody's data is to be taken away (v3, `/namespace/anonymize`). */
export const ANONYMISE = {
  patient_name: 's/.*/ANONYMOUS/',
  patientid: 's/.*/__MD5_HASH__/',
  patient_birth_date: 's/.*//',
  patient_address: 's/.*//',
  accession_number: 's/.*//',
  referring_physician: 's/.*//',
  OTHER_INGRESS_TAGS: 's/.*//',
  ALL_PRIVATE_TAGS: 's/.*//',
} as const

export type AnonymisedField = keyof typeof ANONYMISE
export const isAnonymised = (name: string): name is AnonymisedField => name in ANONYMISE
export const ANONYMISED_FIELDS = Object.keys(ANONYMISE).filter(isAnonymised)

/** The rules of these fields; those that are there already stay as they were written, also of fields unknown here. */
export function rulesWith(
  fields: readonly AnonymisedField[],
  standing: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const kept = Object.entries(standing).filter(([name]) => !isAnonymised(name))
  return Object.fromEntries([...kept, ...fields.map((field) => [field, standing[field] ?? ANONYMISE[field]])])
}
