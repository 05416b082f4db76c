import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type FolderRecord,
  folderGet,
  folderList,
  folderSet,
  folderStudyAdd,
  folderStudyRemove,
} from '#contract/folder.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { userNamespaces } from '#web/api/user.ts'
import { useToast } from '#web/ui/Toast.tsx'

/** More folders than this no tree shows. */
const MOST = 1000

const allows = (permissions: Readonly<Record<string, unknown>>, flag: string) => permissions[flag] === 1

export interface FolderAccount {
  uuid: string
  name: string
  mayAdd: boolean
  mayShare: boolean
}

/** The accounts in which the user has folders. */
export function useFolderAccounts(): readonly FolderAccount[] {
  const { data } = useQuery(userNamespaces)
  return (data?.namespaces ?? [])
    .filter(({ type, permissions }) => type === 'account_id' && allows(permissions, 'folder_view'))
    .map(({ type_uuid, name, permissions }) => ({
      uuid: type_uuid,
      name,
      mayAdd: allows(permissions, 'folder_edit'),
      mayShare: allows(permissions, 'folder_share'),
    }))
}

/** Every folder that the user reaches, by name. */
export function useFolders(): { folders: readonly FolderRecord[]; ready: boolean; failed: boolean } {
  const accounts = useFolderAccounts()
  return useQueries({
    queries: accounts.map(({ uuid }) => commandQuery(folderList, { account_id: uuid, 'page.rows': MOST })),
    combine: (lists) => ({
      folders: lists.flatMap(({ data }) => data?.folders ?? []),
      ready: lists.length > 0 && lists.every(({ data }) => data !== undefined),
      failed: lists.some(({ error }) => error !== null),
    }),
  })
}

/** After a change: folders are counted anew, and the studies in them. */
export const refreshFolders = () =>
  Promise.all(
    [folderList, folderGet, studyList, studyCount].map((read) =>
      queryClient.invalidateQueries({ queryKey: keyOf(read) }),
    ),
  )

const AT_ONCE = 100

/** Puts studies into a folder, and says so. */
export function usePutInto() {
  const { t } = useTranslation('folders')
  const toast = useToast()
  return useCallback(
    async (folder: Pick<FolderRecord, 'uuid' | 'name'>, studies: readonly string[]) => {
      try {
        let added = 0
        for (let at = 0; at < studies.length; at += AT_ONCE) {
          const study_id = studies.slice(at, at + AT_ONCE)
          added += (await call(folderStudyAdd, { uuid: folder.uuid, study_id })).added
        }
        toast({ text: t('put', { count: added, name: folder.name }) })
      } catch (error) {
        const token = errorTypeOf(error)
        const text =
          token === 'NOT_FOUND' ? t('refused.ELSEWHERE') : t(`refused.${token}`, t('refused.failed'))
        toast({ kind: 'bad', text })
      }
      await refreshFolders()
    },
    [t, toast],
  )
}

/** Takes studies out of a folder; they stay where they are. */
export function useTakeOut(folder: string | undefined) {
  const { t } = useTranslation('folders')
  const toast = useToast()
  return useCallback(
    async (studies: readonly string[]) => {
      if (!folder) return
      try {
        for (let at = 0; at < studies.length; at += AT_ONCE)
          await call(folderStudyRemove, { uuid: folder, study_id: studies.slice(at, at + AT_ONCE) })
        toast({ text: t('taken', { count: studies.length }) })
      } catch {
        toast({ kind: 'bad', text: t('refused.failed') })
      }
      await refreshFolders()
    },
    [folder, t, toast],
  )
}

/** Moves a folder of one's own into another, or out of all. */
export function useMoveFolder() {
  const { t } = useTranslation('folders')
  const toast = useToast()
  const cache = useQueryClient()
  return useCallback(
    async (uuid: string, parent_id: string) => {
      await call(folderSet, { uuid, parent_id }).catch((error: unknown) =>
        toast({ kind: 'bad', text: t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')) }),
      )
      await cache.invalidateQueries({ queryKey: keyOf(folderList) })
    },
    [cache, t, toast],
  )
}
