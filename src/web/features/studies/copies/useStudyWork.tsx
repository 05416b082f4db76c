import { useQueryClient } from '@tanstack/react-query'
import { Archive, ArchiveRestore, Copy, FolderInput, Layers, Snowflake, Split, SunSnow } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyArchive, studyRetrieve } from '#contract/study/archive.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyFreeze } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { forEachAtOnce } from '#web/api/each.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
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
 * What the role lets somebody do with studies beside reading and sharing them: copies, moves, freezing against changes,
 * and the archive. `items` go into a menu and are empty where nothing is allowed; `dialog` beside it.
 */
export function useStudyWork(studies: readonly StudyRecord[]): {
  items: readonly ReactNode[]
  dialog: ReactNode
} {
  const { t } = useTranslation('copies')
  const cache = useQueryClient()
  const toast = useToast()
  const formats = useFormats()
  const [action, setAction] = useState<CopyAction>()
  const freezable = studies.length > 0 && studies.every(({ permissions }) => permissions.study_freeze === 1)
  const thaws = studies.every(({ is_frozen }) => is_frozen === 1)

  const archivable = studies.filter(
    ({ archived, permissions }) => archived === 1 && permissions.study_delete === 1,
  )
  const away = studies.filter(({ thin, is_being_retrieved }) => thin === 1 && is_being_retrieved === 0)

  const send = async (to: 'archive' | 'retrieve', wanted: readonly StudyRecord[], undone = false) => {
    const command = to === 'archive' ? studyArchive : studyRetrieve
    const failed = await forEachAtOnce(wanted, ({ uuid }) => call(command, { uuid }))
    await Promise.all([studyList, studyGet].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })))
    for (const { item, error } of failed)
      toast({
        kind: 'bad',
        text: t('failed', {
          name: formats.personName(item.patient_name) || item.study_uid,
          why: t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.other')),
        }),
      })
    const sent = wanted.filter((study) => !failed.some(({ item }) => item === study))
    if (sent.length === 0 || undone) return
    toast(
      to === 'retrieve'
        ? { text: t('retrieving', { count: sent.length }) }
        : {
            text: t('archived', { count: sent.length }),
            action: { label: t('undo'), run: () => void send('retrieve', sent, true) },
          },
    )
  }
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
      ...(archivable.length > 0
        ? [
            <MenuItem key="archive" icon={<Archive />} onSelect={() => void send('archive', archivable)}>
              {t('item.archive')}
            </MenuItem>,
          ]
        : []),
      ...(away.length > 0
        ? [
            <MenuItem key="retrieve" icon={<ArchiveRestore />} onSelect={() => void send('retrieve', away)}>
              {t('item.retrieve')}
            </MenuItem>,
          ]
        : []),
    ],
    dialog: action && <CopyDialog action={action} studies={studies} onClose={() => setAction(undefined)} />,
  }
}
