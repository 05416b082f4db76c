import { Clipboard, FileSpreadsheet } from 'lucide-react'
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
export function MarksPart() {
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
    <>
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
        {list.length > 0 && (
          <div className="flex justify-end px-2">
            <IconButton label={t('dock.copy')} onClick={() => void copy()}>
              <Clipboard />
            </IconButton>
            <IconButton label={t('dock.csv')} onClick={save}>
              <FileSpreadsheet />
            </IconButton>
          </div>
        )}
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
    </>
  )
}
