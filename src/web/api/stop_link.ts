import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type LinkRecord, linkDelete, linkList } from '#contract/link.ts'
import { useToast } from '#web/ui/Toast.tsx'
import { call } from './call.ts'
import { keyOf } from './query.ts'

/** Stops a link at once; as long as the toast is there it can be opened again, the same as before. */
export function useStopLink(): (link: Pick<LinkRecord, 'uuid'>) => Promise<boolean> {
  const { t } = useTranslation('ui')
  const cache = useQueryClient()
  const toast = useToast()
  const set = async (uuid: string, undo: boolean): Promise<boolean> => {
    try {
      await call(linkDelete, { uuid, ...(undo ? { undo: 1 } : {}) })
      toast(
        undo
          ? { text: t('link.opens') }
          : { text: t('link.stopped'), action: { label: t('undo'), run: () => void set(uuid, true) } },
      )
      return true
    } catch {
      toast({ kind: 'bad', text: t(undo ? 'link.notOpened' : 'link.notStopped') })
      return false
    } finally {
      await cache.invalidateQueries({ queryKey: keyOf(linkList) })
    }
  }
  return ({ uuid }) => set(uuid, false)
}
