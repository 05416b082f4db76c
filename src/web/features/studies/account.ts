import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { accountSettings } from '#contract/account.ts'
import { type CustomfieldRecord, customfieldList } from '#contract/customfield.ts'
import { commandQuery } from '#web/api/query.ts'
import { userNamespaces } from '#web/api/user.ts'

const LONG = 5 * 60_000
const NO_FIELDS: readonly CustomfieldRecord[] = []

/** The accounts that the user works in, by uuid, in the order of their namespaces. */
export function useAccounts(): readonly string[] {
  const { data } = useQuery({ ...userNamespaces, staleTime: LONG })
  return useMemo(
    () => [
      ...new Set(
        data?.namespaces.filter(({ type }) => type === 'account_id').map(({ type_uuid }) => type_uuid),
      ),
    ],
    [data],
  )
}

/** Custom fields of studies in the user's accounts; none where the role may not see them. */
export function useStudyCustomfields(): readonly CustomfieldRecord[] {
  return useQueries({
    queries: useAccounts().map((account_id) => ({
      ...commandQuery(customfieldList, { account_id, 'filter.object.equals': 'Study' }),
      staleTime: LONG,
    })),
    combine: (lists) => {
      const fields = lists.flatMap(
        ({ data }) => data?.customfields.filter(({ object }) => object === 'Study') ?? [],
      )
      return fields.length === 0 ? NO_FIELDS : fields
    },
  })
}

export interface StudyStatuses {
  words: readonly string[]
  /** What a study without a status counts as. */
  standing: string | undefined
}

const NO_STATUSES: StudyStatuses = { words: [], standing: undefined }
const SETTINGS = ['study_status_tags', 'study_status_tags_default']

/** The study statuses that the user's accounts know. */
export function useStudyStatuses(): StudyStatuses {
  return useQueries({
    queries: useAccounts().map((account_id) => ({
      ...commandQuery(accountSettings, { account_id, settings: SETTINGS }),
      staleTime: LONG,
    })),
    combine: (answers): StudyStatuses => {
      const settings = answers.flatMap(({ data }) => (data ? [data.settings] : []))
      const words = settings.flatMap(({ study_status_tags: tags }) =>
        typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : [],
      )
      const named = settings.find(
        ({ study_status_tags_default: word }) => typeof word === 'string' && word !== '',
      )
      if (words.length === 0) return NO_STATUSES
      return {
        words: [...new Set(words.filter((word) => word !== ''))],
        standing: named === undefined ? words[0] : String(named.study_status_tags_default),
      }
    },
  })
}
