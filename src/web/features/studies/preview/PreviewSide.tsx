import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import type { StudyPlace } from '#web/api/study_list.ts'
import { PreviewPane } from './PreviewPane.tsx'

/** The side of the worklist: the pane with the dock under it, or a sheet where there is no room beside the table. */
export function PreviewSide({
  uuid,
  row,
  place,
  onClose,
  sheet,
  dock,
}: {
  uuid: string | undefined
  row: StudyRecord | undefined
  /** Its row in the list, for the viewer's way to the next one. */
  place: StudyPlace | undefined
  onClose: () => void
  sheet: boolean
  dock: ReactNode
}) {
  const { t } = useTranslation('studies')
  if (!sheet) {
    return (
      uuid !== undefined && (
        <aside
          aria-label={t('pane.label')}
          className="flex w-74 shrink-0 flex-col border-line border-s bg-surface"
        >
          <PreviewPane key={uuid} uuid={uuid} row={row} place={place} onClose={onClose} />
          <div className="shrink-0 empty:hidden">{dock}</div>
        </aside>
      )
    )
  }
  return (
    <>
      <Dialog.Root open={uuid !== undefined} onOpenChange={(open) => !open && onClose()}>
        <Dialog.Portal>
          <Dialog.Overlay className="appear fixed inset-0 z-(--z-scrim) bg-scrim" />
          <Dialog.Content
            aria-describedby={undefined}
            className="appear fixed inset-y-0 end-0 z-(--z-dialog) flex w-[min(100vw,360px)] flex-col border-line border-s bg-surface outline-none"
          >
            <Dialog.Title className="sr-only">{t('pane.label')}</Dialog.Title>
            {uuid !== undefined && (
              <PreviewPane key={uuid} uuid={uuid} row={row} place={place} onClose={onClose} />
            )}
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <div className="fixed inset-x-0 bottom-(--bar) z-(--z-dock) empty:hidden md:start-auto md:bottom-0 md:w-80">
        {dock}
      </div>
    </>
  )
}
