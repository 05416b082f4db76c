import { Download, Tags } from 'lucide-react'
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { fileUrl } from '../data/url.ts'
import type { OtherObject } from '../stacks/stack.ts'
import { useSession } from '../state/context.ts'
import { kindOf, type ObjectKind } from './kind.ts'
import { PlainView } from './PlainView.tsx'
import { ShowPlainly } from './ShowPlainly.tsx'
import { useObjectName } from './useObjectName.ts'

/** What an object's view is given: the object, and the cell that it stands in. */
export interface ObjectViewProps {
  readonly object: OtherObject
  readonly cell: number
}

const VIEWS: Partial<Record<ObjectKind, ComponentType<ObjectViewProps>>> = {
  report: lazy(() => import('./sr/ReportView.tsx')),
  keyObjects: lazy(() => import('./sr/KeyObjectsView.tsx')),
  pdf: lazy(() => import('./document/PdfView.tsx')),
  cda: lazy(() => import('./document/CdaView.tsx')),
  video: lazy(() => import('./video/VideoView.tsx')),
  waveform: lazy(() => import('./waveform/WaveformView.tsx')),
  segmentation: lazy(() => import('./seg/SegmentationView.tsx')),
}

/**
 * An object that is no picture, in place of one: in a form fit for it, otherwise its attributes as text. Its file can
 * always be had.
 */
export function ObjectView({ object, cell }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const session = useSession()
  const { kind, name } = useObjectName()(object)
  const View = VIEWS[kindOf(object.dataset)]
  const { root } = session.openedOf(object).address
  return (
    <section
      aria-label={t('view.label', { kind, name })}
      data-object-view={kindOf(object.dataset)}
      className="absolute inset-0 grid grid-rows-[40px_minmax(0,1fr)] bg-ground text-ink"
    >
      <header className="flex items-center gap-2 border-line border-b bg-surface ps-4 pe-2">
        <h2 className="min-w-0 grow truncate font-strong text-12">
          {kind}
          {name !== kind && <span className="ps-2 font-regular text-quiet">{name}</span>}
        </h2>
        <IconButton label={t('view.tags')} onClick={() => session.objects.listObject(object)}>
          <Tags />
        </IconButton>
        <a
          href={fileUrl(root, object)}
          download={`${object.SOPInstanceUID}.dcm`}
          aria-label={t('view.download')}
          title={t('view.download')}
          className="grid size-7 place-items-center rounded-2 text-quiet hover:bg-hover hover:text-ink max-md:size-11"
        >
          <Download aria-hidden="true" />
        </a>
      </header>
      <div className="relative min-h-0">
        <ShowPlainly key={object.id} fallback={<PlainView object={object} failed />}>
          <Suspense fallback={<Opening />}>{body(View, object, cell)}</Suspense>
        </ShowPlainly>
      </div>
    </section>
  )
}

const body = (
  View: ComponentType<ObjectViewProps> | undefined,
  object: OtherObject,
  cell: number,
): ReactNode => (View ? <View object={object} cell={cell} /> : <PlainView object={object} />)

function Opening() {
  const { t } = useTranslation('objects')
  return (
    <p role="status" className="appear-late p-4 text-12 text-quiet">
      {t('view.opening')}
    </p>
  )
}
