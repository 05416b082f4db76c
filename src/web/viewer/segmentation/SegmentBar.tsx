import {
  BetweenHorizontalStart,
  Check,
  Eraser,
  Paintbrush,
  Redo2,
  Save,
  SquareDashed,
  Undo2,
} from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useSession } from '../state/context.ts'
import type { BrushChoice } from '../state/interface.ts'
import { useStore } from '../state/store.ts'
import { ActionButton } from '../toolbar/ActionButton.tsx'
import { ACTIONS } from '../tools/actions.ts'
import { windowInForce } from '../viewport/viewport.ts'
import { rangeOf } from '../voi/window.ts'
import { THICKEST, THINNEST } from './actions.ts'
import { useSaveSegmentation } from './useSaveSegmentation.ts'
import { useSegmentName } from './useSegmentName.ts'

/** What is painted with, above the pictures: brush, size, range of values, gaps, and the way into the study. */
export default function SegmentBar() {
  const { t } = useTranslation('segmentation')
  const { number } = useFormats()
  const session = useSession()
  const sizeId = useId()
  const brush = useStore(session.ui, (ui) => ui.brush)
  const tool = useStore(session.ui, (ui) => ui.tool)
  const id = useStore(session.ui, (ui) => ui.segmenting)
  const draft = useStore(session.drafts.store, ({ drafts }) =>
    id === undefined ? undefined : drafts.get(id),
  )
  const past = useStore(session.drafts.store, (state) => state.past.some(({ draftId }) => draftId === id))
  const future = useStore(session.drafts.store, (state) => state.future.some(({ draftId }) => draftId === id))
  const { save, saving } = useSaveSegmentation()
  const nameOf = useSegmentName()
  if (!draft) return null
  const set = (change: Partial<BrushChoice>) =>
    session.ui.set((ui) => ({ brush: { ...ui.brush, ...change } }))
  const radius = brush.radius ?? THINNEST
  return (
    <div
      role="toolbar"
      aria-label={t('tools')}
      className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-surface px-2 py-1"
    >
      <ActionButton action="brush" icon={Paintbrush} pressed={tool === 'brush'} />
      <ActionButton action="rubber" icon={Eraser} pressed={tool === 'rubber'} />
      <label htmlFor={sizeId} className="sr-only">
        {t('size')}
      </label>
      <input
        id={sizeId}
        type="range"
        min={Math.log(THINNEST)}
        max={Math.log(THICKEST)}
        step={0.05}
        value={Math.log(radius)}
        aria-valuetext={t('millimetres', { value: number(Math.round(radius * 20) / 10) })}
        onChange={(event) => set({ radius: Math.exp(event.currentTarget.valueAsNumber) })}
        className="w-24 accent-accent"
      />
      <span className="w-14 text-12 text-quiet tabular-nums">
        {t('millimetres', { value: number(Math.round(radius * 20) / 10) })}
      </span>
      <div className="w-36">
        <Select
          quietLabel
          label={t('active')}
          value={String(brush.segment)}
          onChange={(value) => set({ segment: Number(value) })}
          options={draft.segments.map((segment) => ({
            value: String(segment.number),
            label: nameOf(segment),
          }))}
        />
      </div>
      <ValueRange range={brush.range} onChange={(range) => set({ range })} />
      <ActionButton action="interpolate" icon={BetweenHorizontalStart} />
      <ActionButton action="undo" icon={Undo2} disabled={!past} />
      <ActionButton action="redo" icon={Redo2} disabled={!future} />
      <div className="ms-auto flex items-center gap-2">
        {session.permissions.objects && (
          <Button
            icon={<Save />}
            disabled={draft.slices.size === 0}
            busy={saving === draft.id ? t('storing') : undefined}
            onClick={() => void save(draft)}
          >
            {t('store')}
          </Button>
        )}
        <Button look="plain" icon={<Check />} onClick={() => ACTIONS.segment(session)}>
          {t('done')}
        </Button>
      </div>
    </div>
  )
}

/** Paints only what has values in a range; it begins with those of the window on the screen. */
function ValueRange({
  range,
  onChange,
}: {
  range: BrushChoice['range']
  onChange: (range: BrushChoice['range']) => void
}) {
  const { t } = useTranslation('segmentation')
  const session = useSession()
  const toggle = () => {
    const view = session.active()?.view.get()
    const window = view && windowInForce(view)
    if (range || !window || view.frame?.instance.colour) onChange(undefined)
    else {
      const { lower, upper } = rangeOf(window)
      onChange({ lower: Math.round(lower * 10) / 10, upper: Math.round(upper * 10) / 10 })
    }
  }
  const end = (which: 'lower' | 'upper') =>
    range && (
      <div className="w-20">
        <TextField
          key={which}
          quietLabel
          label={t(which)}
          type="number"
          step="any"
          value={range[which]}
          onChange={({ currentTarget: { valueAsNumber } }) => {
            if (Number.isFinite(valueAsNumber)) onChange({ ...range, [which]: valueAsNumber })
          }}
        />
      </div>
    )
  return (
    <>
      <IconButton label={t('range')} pressed={range !== undefined} onClick={toggle}>
        <SquareDashed className={range ? 'text-accent-text' : ''} />
      </IconButton>
      {end('lower')}
      {end('upper')}
    </>
  )
}
