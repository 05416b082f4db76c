import { useQueryClient } from '@tanstack/react-query'
import { Copy, FolderInput, Layers, Snowflake, Split, SunSnow } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyFreeze } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { forEachAtOnce } from '#web/api/each.ts'
import { keyOf } from '#web/api/query.ts'
import { MenuItem } from '#web/ui/Menu.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { CopyDialog } from './CopyDialog.tsx'
import { type CopyAction, offeredCopies } from './copy.ts'

const ICONS: Readonly<Record<CopyAction, ReactNode>> = {
  duplicate: <Copy />,
  move: <FolderInput />,
  clone: <Layers />,
  split: <Split />,
}

/**
 * What the role lets somebody do with studies beside reading and sharing them: copies, moves, and freezing against
 * changes. `items` go into a menu and are empty where nothing is allowed; `dialog` beside it.
 */
export function useStudyWork(studies: readonly StudyRecord[]): {
  items: readonly ReactNode[]
  dialog: ReactNode
} {
  const { t } = useTranslation('copies')
  const cache = useQueryClient()
  const toast = useToast()
  const [action, setAction] = useState<CopyAction>()
  const freezable = studies.length > 0 && studies.every(({ permissions }) => permissions.study_freeze === 1)
  const thaws = studies.every(({ is_frozen }) => is_frozen === 1)

  const freeze = async (thaw: boolean, undone = false) => {
    const wanted = studies.filter(({ is_frozen }) => undone || (is_frozen === 1) === thaw)
    const failed = await forEachAtOnce(wanted, ({ uuid }) =>
      call(studyFreeze, { uuid, ...(thaw ? { thaw: 1 as const } : {}) }),
    )
    await Promise.all([studyList, studyGet].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })))
    if (failed.length > 0) toast({ kind: 'bad', text: t('notFrozen', { count: failed.length }) })
    else if (!undone)
      toast({
        text: t(thaw ? 'thawed' : 'frozen', { count: wanted.length }),
        action: { label: t('undo'), run: () => void freeze(!thaw, true) },
      })
  }
  return {
    items: [
      ...offeredCopies(studies).map((one) => (
        <MenuItem key={one} icon={ICONS[one]} onSelect={() => setAction(one)}>
          {t(`item.${one}`)}
        </MenuItem>
      )),
      ...(freezable
        ? [
            <MenuItem
              key="freeze"
              icon={thaws ? <SunSnow /> : <Snowflake />}
              onSelect={() => void freeze(thaws)}
            >
              {t(thaws ? 'item.thaw' : 'item.freeze')}
            </MenuItem>,
          ]
        : []),
    ],
    dialog: action && <CopyDialog action={action} studies={studies} onClose={() => setAction(undefined)} />,
  }
}
