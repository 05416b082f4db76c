import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import type { CustomfieldValue } from '#contract/customfield.ts'
import { namespaceShareCode } from '#contract/namespace.ts'
import { commandQuery } from './query.ts'

const rulesSchema = z.record(z.string(), z.string())
const isOn = (value: unknown) => value === 1

/** What a namespace asks of whoever uploads into it. */
export interface UploadTerms {
  /** Whether it is known yet. */
  ready: boolean
  description: string | undefined
  /** What is asked for of each study of DICOM files. */
  customfields: readonly CustomfieldValue[]
  /** What is replaced in images before they leave; v3 anonymization rules by field. */
  rules: Readonly<Record<string, string>>
  /** The sender is asked whether the rules apply. */
  askRules: boolean
}

/** Asked for when a place is known; a guest reads it of the place that their link opens. */
export function useUploadTerms(namespace_id: string | undefined): UploadTerms {
  const { data, isError } = useQuery({
    ...commandQuery(namespaceShareCode, { namespace_id: namespace_id ?? '' }),
    enabled: namespace_id !== undefined,
  })
  const rules = rulesSchema.safeParse(data?.anonymize_rules)
  return {
    ready: data !== undefined || isError,
    description: data?.share_description ?? undefined,
    customfields:
      data?.customfields?.filter(
        ({ capture_on_share_code, required, wrapped_dicom_only, type }) =>
          (isOn(capture_on_share_code) || isOn(required)) &&
          !isOn(wrapped_dicom_only) &&
          type !== 'calculated',
      ) ?? [],
    rules: rules.success ? rules.data : {},
    askRules: isOn(data?.prompt_for_anonymize),
  }
}
