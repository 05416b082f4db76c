import { Box, Crosshair, Images, RotateCcw } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { PhaseBar } from '../overlays/PhaseControl.tsx'
import { usePhaseText } from '../overlays/usePhaseText.ts'
import type { Stack } from '../stacks/stack.ts'
import { useStore } from '../state/store.ts'
import { COLOURS } from './colours.ts'
import { PRESETS } from './presets.ts'
import { isOblique, type Room, SLABS } from './room.ts'

const slider = 'w-24 accent-accent'

/** The bar of the room: slab, lines, fusion, 3D, and the way back. */
export function VolumeTools({
  room,
  others,
  preset,
  onPreset,
  onBack,
}: {
  room: Room
  /** Stacks that lie in the same space. */
  others: readonly Stack[]
  /** Undefined while nothing is shown in 3D. */
  preset: string | undefined
  onPreset: (preset: string | undefined) => void
  onBack: () => void
}) {
  const { t } = useTranslation('volume')
  const { number } = useFormats()
  const thicknessId = useId()
  const opacityId = useId()
  const { slab, cross, fusion, volume, axis, time, playing } = useStore(room.store, (state) => state)
  const phaseText = usePhaseText()
  const oblique = useStore(room.store, isOblique)
  const modality = volume?.stack.Modality === 'MR' ? 'MR' : 'CT'
  return (
    <div
      role="toolbar"
      aria-label={t('tools')}
      className="flex min-h-10 flex-wrap items-center gap-2 border-line border-b bg-surface px-2 py-1"
    >
      <Button look="plain" icon={<Images />} onClick={onBack}>
        {t('back')}
      </Button>
      <div className="w-36">
        <Select
          quietLabel
          label={t('slab.label')}
          value={slab.mode}
          onChange={(mode) => room.setSlab({ mode })}
          options={SLABS.map((value) => ({ value, label: t(`slab.${value}`) }))}
        />
      </div>
      <label htmlFor={thicknessId} className="sr-only">
        {t('slab.thickness')}
      </label>
      <input
        id={thicknessId}
        type="range"
        min={1}
        max={100}
        value={slab.thickness}
        disabled={slab.mode === 'off'}
        onChange={(event) => room.setSlab({ thickness: event.currentTarget.valueAsNumber })}
        className={slider}
      />
      <span className="w-14 text-12 text-quiet tabular-nums">
        {t('millimetres', { value: number(slab.thickness) })}
      </span>
      <IconButton label={t('cross')} keys="Shift X" pressed={cross} onClick={room.toggleCross}>
        <Crosshair />
      </IconButton>
      <IconButton label={t('reset')} onClick={room.reset} pressed={oblique}>
        <RotateCcw />
      </IconButton>
      {axis && (
        <PhaseBar
          number={time}
          count={axis.values.length}
          text={phaseText({ axis, phases: axis.values.length }, time)}
          playing={playing}
          onPhase={(phase) => void room.setTime(phase).catch(() => undefined)}
          onPlay={room.togglePlay}
        />
      )}
      {axis && (
        <span className="text-12 text-quiet tabular-nums">
          {phaseText({ axis, phases: axis.values.length }, time)}
        </span>
      )}
      {others.length > 0 && (
        <div className="w-44">
          <Select
            quietLabel
            label={t('fusion.label')}
            value={fusion?.stackId ?? ''}
            onChange={(id) => void room.fuse(others.find((stack) => stack.id === id))}
            options={[
              { value: '', label: t('fusion.none') },
              ...others.map((stack) => ({
                value: stack.id,
                label: `${stack.Modality} ${stack.SeriesDescription}`,
              })),
            ]}
          />
        </div>
      )}
      {fusion && fusion.phase !== 'ready' && (
        <span role="status" className="text-12 text-quiet">
          {fusion.phase === 'loading' ? t('fusion.loading') : t(`no.${fusion.phase}`)}
        </span>
      )}
      {fusion?.phase === 'ready' && (
        <>
          <label htmlFor={opacityId} className="sr-only">
            {t('fusion.opacity')}
          </label>
          <input
            id={opacityId}
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={fusion.opacity}
            onChange={(event) => room.setFusion({ opacity: event.currentTarget.valueAsNumber })}
            className={slider}
          />
          <div className="w-28">
            <Select
              quietLabel
              label={t('fusion.colours')}
              value={fusion.colours}
              onChange={(colours) => room.setFusion({ colours })}
              options={COLOURS.map((value) => ({ value, label: t(`fusion.${value}`) }))}
            />
          </div>
        </>
      )}
      <div className="ms-auto flex items-center gap-2">
        {volume && preset !== undefined && (
          <div className="w-40">
            <Select
              quietLabel
              label={t('preset')}
              value={preset}
              onChange={onPreset}
              options={PRESETS[modality].map((value) => ({ value, label: t(`presets.${value}`) }))}
            />
          </div>
        )}
        <Button
          look="plain"
          icon={<Box />}
          aria-pressed={preset !== undefined}
          disabled={!volume}
          onClick={() => onPreset(preset === undefined ? PRESETS[modality][0] : undefined)}
        >
          {t('solid')}
        </Button>
      </div>
    </div>
  )
}
