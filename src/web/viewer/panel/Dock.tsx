import { Clipboard, FileSpreadsheet, X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { KeyImageRow } from './KeyImageRow.tsx'
import { MeasurementRow } from './MeasurementRow.tsx'
import { useMeasurementText } from './useMeasurementText.ts'

const LayerPanel = lazy(() => import('../objects/layers/LayerPanel.tsx'))
const SegmentPanel = lazy(() => import('../segmentation/SegmentPanel.tsx'))

/** What was marked in this study, by whom and when: the measurements and the key images. */
export function Dock() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const { marks, foreign, failed } = useStore(session.marks.store, (state) => state)
  const images = useStore(session.keyimages.store, (state) => state.images)
  const layered = useStore(session.objects.layers.store, ({ shown }) => shown.length > 0)
  const painted = useStore(session.drafts.store, ({ drafts }) => drafts.size > 0)
  const { copy, save } = useMeasurementText()
  const list = [...marks.values()]
  const unknown = [...foreign.values()].reduce((sum, count) => sum + count, 0)
  return (
    <aside
      aria-label={t('dock.label')}
      className="flex min-h-0 w-[340px] flex-col border-line border-s bg-surface max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-(--z-dock) max-md:h-[60dvh] max-md:w-auto max-md:border-s-0 max-md:border-t"
    >
      <header className="flex h-10 shrink-0 items-center gap-2 border-line border-b ps-4 pe-2">
        <h2 className="font-strong text-12">{t('dock.measurements')}</h2>
        <span className="text-quiet tabular-nums">{list.length}</span>
        <div className="grow" />
        <IconButton label={t('dock.copy')} disabled={list.length === 0} onClick={() => void copy()}>
          <Clipboard />
        </IconButton>
        <IconButton label={t('dock.csv')} disabled={list.length === 0} onClick={save}>
          <FileSpreadsheet />
        </IconButton>
        <IconButton label={t('dock.close')} onClick={() => session.ui.set({ dock: false })}>
          <X />
        </IconButton>
      </header>
      {failed.size > 0 && (
        <ErrorBar
          action={
            <button
              type="button"
              className="font-medium"
              onClick={() => {
                for (const studyId of failed) void session.marks.load(studyId)
              }}
            >
              {t('error.again')}
            </button>
          }
        >
          {t('dock.failed')}
        </ErrorBar>
      )}
      <div className="min-h-0 grow overflow-y-auto py-2">
        {list.length === 0 && failed.size === 0 && (
          <p className="px-4 py-2 text-12 text-quiet">
            {t(session.permissions.marks ? 'dock.empty' : 'dock.emptyReadOnly')}
          </p>
        )}
        <ul>
          {list.map((mark) => (
            <MeasurementRow key={mark.id} mark={mark} />
          ))}
        </ul>
        {unknown > 0 && (
          <p className="px-4 py-2 text-12 text-quiet">{t('dock.foreign', { count: unknown })}</p>
        )}
        <h2 className="mt-3 flex h-8 items-center gap-2 border-line border-t px-4 pt-1 font-strong text-12">
          {t('dock.keyImages')}
          <span className="font-regular text-quiet tabular-nums">{images.size}</span>
        </h2>
        {images.size === 0 && <p className="px-4 py-2 text-12 text-quiet">{t('dock.noKeyImages')}</p>}
        <ul>
          {[...images.values()].map((image) => (
            <KeyImageRow key={`${image.SOPInstanceUID}/${image.frameNumber}`} image={image} />
          ))}
        </ul>
        {painted && (
          <Suspense>
            <SegmentPanel />
          </Suspense>
        )}
        {layered && (
          <Suspense>
            <LayerPanel />
          </Suspense>
        )}
      </div>
    </aside>
  )
}
