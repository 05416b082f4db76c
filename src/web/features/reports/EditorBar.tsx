import { Ruler, SquareArrowDown, Star, TextQuote } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RadreportRecord } from '#contract/radreport.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import type { ReportImage, ReportSources } from '#web/api/report_panel.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuCheck, MenuItem, MenuLabel } from '#web/ui/Menu.tsx'
import { type Shape, StatusShape } from '#web/ui/StatusShape.tsx'
import type { DraftState, Saving } from './draft.ts'
import { isSameImage } from './fields.ts'
import { ReportMenu } from './ReportMenu.tsx'
import type { Macro } from './text.ts'

const SHAPES: Record<Saving, Shape> = {
  saved: 'half',
  waiting: 'dashed',
  saving: 'dashed',
  failed: 'warning',
  changed: 'warning',
  locked: 'warning',
  refused: 'cross',
}

/** Whether all is saved, and what can be put in. */
export function EditorBar({
  report,
  study,
  state,
  sources,
  macros,
  images,
  onInsert,
  onImages,
  onNextBlank,
  onFlush,
}: {
  report: RadreportRecord
  study: StudyRecord
  state: DraftState
  sources: ReportSources | undefined
  macros: readonly Macro[]
  images: readonly ReportImage[]
  onInsert: (words: string) => void
  onImages: (images: readonly ReportImage[]) => void
  onNextBlank: () => void
  onFlush: () => Promise<unknown>
}) {
  const { t } = useTranslation('reports')
  const formats = useFormats()
  const { saving, savedAt } = state
  return (
    <header className="flex min-h-10 shrink-0 items-center gap-1 border-line border-b ps-4 pe-2">
      <p role="status" className="flex min-w-0 items-center gap-1.5 text-12 text-quiet">
        <StatusShape shape={SHAPES[saving]} />
        <span className="truncate">
          {saving === 'saved' && savedAt
            ? t('savedAt', { time: formats.time(savedAt) })
            : t(`saving.${saving}`)}
        </span>
      </p>
      <span className="grow" />
      {sources && <MeasurementMenu sources={sources} onInsert={onInsert} />}
      {sources && <ImageMenu sources={sources} images={images} onImages={onImages} />}
      {macros.length > 0 && (
        <Menu
          align="end"
          trigger={
            <IconButton label={t('macros')}>
              <TextQuote />
            </IconButton>
          }
        >
          {macros.map(({ name, hotkey, text }) => (
            <MenuItem
              key={name}
              {...(hotkey ? { keys: `.${hotkey}` } : {})}
              // After the menu has given the focus back to its button.
              onSelect={() => setTimeout(() => onInsert(text))}
            >
              {name}
            </MenuItem>
          ))}
        </Menu>
      )}
      <IconButton label={t('nextPlace')} keys="F4" onClick={onNextBlank}>
        <SquareArrowDown />
      </IconButton>
      <ReportMenu report={report} study={study} onOpenDocument={onFlush} />
    </header>
  )
}

function MeasurementMenu({
  sources,
  onInsert,
}: {
  sources: ReportSources
  onInsert: (words: string) => void
}) {
  const { t } = useTranslation('reports')
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t('measurements')}>
          <Ruler />
        </IconButton>
      }
    >
      <MeasurementItems sources={sources} onInsert={onInsert} />
    </Menu>
  )
}

/** Measured when the menu opens: what is drawn meanwhile is there too. */
function MeasurementItems({
  sources,
  onInsert,
}: {
  sources: ReportSources
  onInsert: (words: string) => void
}) {
  const { t } = useTranslation('reports')
  const all = sources.measurements()
  if (all.length === 0) return <MenuLabel>{t('noMeasurements')}</MenuLabel>
  return all.map(({ id, label, text }) => (
    <MenuItem key={id} onSelect={() => setTimeout(() => onInsert(text))}>
      {label === '' ? text : `${label}: ${text}`}
    </MenuItem>
  ))
}

function ImageMenu({
  sources,
  images,
  onImages,
}: {
  sources: ReportSources
  images: readonly ReportImage[]
  onImages: (images: readonly ReportImage[]) => void
}) {
  const { t } = useTranslation('reports')
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t('keyImages')} pressed={images.length > 0}>
          <Star />
        </IconButton>
      }
    >
      <ImageItems sources={sources} images={images} onImages={onImages} />
    </Menu>
  )
}

function ImageItems({
  sources,
  images,
  onImages,
}: {
  sources: ReportSources
  images: readonly ReportImage[]
  onImages: (images: readonly ReportImage[]) => void
}) {
  const { t } = useTranslation('reports')
  const all = sources.images()
  if (all.length === 0) return <MenuLabel>{t('noImages')}</MenuLabel>
  return all.map((image) => (
    <MenuCheck
      key={`${image.instance_uid}/${image.frame_number}`}
      checked={images.some((one) => isSameImage(one, image))}
      onChange={(on) => onImages(on ? [...images, image] : images.filter((one) => !isSameImage(one, image)))}
    >
      {image.label}
    </MenuCheck>
  ))
}
