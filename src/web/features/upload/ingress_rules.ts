import type { ReturnsOf } from '#contract/command.ts'
import { OTHER_INGRESS_TAGS } from '#contract/dicom/ingress_tags.ts'
import type { namespaceShareCode } from '#contract/namespace.ts'
import type { UploadPlace } from './UploadArea.tsx'

type Answer = Pick<
  ReturnsOf<typeof namespaceShareCode>,
  'anonymize_rules' | 'dicom_tag_map' | 'prompt_for_anonymize'
>

/** A place with the rules that its namespace has uploaders apply; a link's own go before them. */
export function withIngressRules(place: UploadPlace, answer: Answer, email: string): UploadPlace {
  const { anonymize_rules, dicom_tag_map, prompt_for_anonymize } = answer
  if (!anonymize_rules) return place
  const asked = Object.fromEntries(
    Object.entries(anonymize_rules).map(([field, rule]): [string, string] => [field, String(rule)]),
  )
  const others = dicom_tag_map?.[OTHER_INGRESS_TAGS]
  return {
    ...place,
    rules: { ...asked, ...place.rules },
    email: place.email || email,
    askRules: prompt_for_anonymize === 1 && (place.rules === undefined || place.askRules === true),
    ...(Array.isArray(others) ? { otherTags: others.map(String) } : {}),
  }
}
