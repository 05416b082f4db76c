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

const NO_STATUSES: readonly string[] = []

/** The study statuses that the user's accounts know. */
export function useStudyStatuses(): readonly string[] {
  return useQueries({
    queries: useAccounts().map((account_id) => ({
      ...commandQuery(accountSettings, { account_id, settings: ['study_status_tags'] }),
      staleTime: LONG,
    })),
    combine: (answers) => {
      const words = answers.flatMap(({ data }) => {
        const tags = data?.settings.study_status_tags
        return typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : []
      })
      return words.length === 0 ? NO_STATUSES : [...new Set(words.filter((word) => word !== ''))]
    },
  })
}
