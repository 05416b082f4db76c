import { useQuery } from '@tanstack/react-query'
import type { ReturnsOf } from '#contract/command.ts'
import type { CustomfieldValue } from '#contract/customfield.ts'
import { namespaceShareCode } from '#contract/namespace.ts'
import { commandQuery } from './query.ts'

/** What a namespace says to whoever uploads into it. */
export interface UploadTerms {
  answer: ReturnsOf<typeof namespaceShareCode> | undefined
  /** It could not be read, so that nothing may be sent. */
  failed: boolean
  /** What is asked for of each study of DICOM files. */
  customfields: readonly CustomfieldValue[]
}

/** Asked for when a place is known; a guest reads it of the place that their link opens. */
export function useUploadTerms(namespace_id: string | undefined): UploadTerms {
  const { data, isError } = useQuery({
    ...commandQuery(namespaceShareCode, { namespace_id: namespace_id ?? '' }),
    enabled: namespace_id !== undefined,
  })
  return {
    answer: data,
    failed: isError,
    customfields:
      data?.customfields?.filter(
        ({ capture_on_share_code, required, wrapped_dicom_only, type }) =>
          (capture_on_share_code === 1 || required === 1) &&
          wrapped_dicom_only === 0 &&
          type !== 'calculated',
      ) ?? [],
  }
}
