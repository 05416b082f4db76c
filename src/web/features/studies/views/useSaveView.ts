import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { filterAdd, filterList, filterSet, filterShare } from '#contract/filter.ts'
import { studyCountByFilter } from '#contract/study/list.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccounts } from '../account.ts'
import type { WorklistAddress } from '../filters/address.ts'
import { filterKey } from '../filters/condition.ts'
import { VIEW_TYPE, type View } from './useViews.ts'

const configurationOf = ({ filters, search }: WorklistAddress) =>
  Object.fromEntries([
    ...filters.map((filter) => [filterKey(filter), filter.value]),
    ...(search === '' ? [] : [['filter.SMART_SEARCH.equals', search]]),
  ])

/** Keeps what the address filters by: as a new view, or in one that is there. Answers its uuid. */
export function useSaveView() {
  const cache = useQueryClient()
  const [account_id] = useAccounts()
  return useMutation({
    async mutationFn({
      uuid,
      name,
      address,
    }: {
      uuid?: string | undefined
      name: string
      address: WorklistAddress
    }) {
      const configuration = configurationOf(address)
      if (uuid !== undefined) return (await call(filterSet, { uuid, name, configuration })).uuid
      const added = await call(filterAdd, { name, type: VIEW_TYPE, configuration, account_id })
      return added.uuid
    },
    onSettled: async () => {
      await cache.invalidateQueries({ queryKey: keyOf(filterList) })
      await cache.invalidateQueries({ queryKey: keyOf(studyCountByFilter) })
    },
  })
}

/** Gives a view to everybody of the account; a toast says what came of it. */
export function useShareView() {
  const { t } = useTranslation('studies')
  const toast = useToast()
  const [account_id] = useAccounts()
  return (view: View) =>
    void call(filterShare, { uuid: view.uuid, account_id }).then(
      () => toast({ text: t('view.shared', { name: view.name }) }),
      () => toast({ kind: 'bad', text: t('view.notShared', { name: view.name }) }),
    )
}
