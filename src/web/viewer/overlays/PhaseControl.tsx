import { Pause, Play } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { phaseAt } from '../stacks/fourD.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import { usePhaseText } from './usePhaseText.ts'

/** The phases of a stack as one bar: dragged through, or played at the place on the screen. */
export function PhaseControl({ viewport }: { viewport: ImageViewport }) {
  const session = useSession()
  const phaseText = usePhaseText()
  const stack = useStore(viewport.view, (view) => view.stack)
  const target = useStore(viewport.view, (view) => view.target)
  const wide = useStore(viewport.view, ({ size }) => size.width >= 300 && size.height >= 200)
  const playing = useStore(session.cine.store, (state) => state.playing.has(viewport.id))
  if (!stack?.axis || !wide) return null
  const number = stack.phases === undefined ? (stack.phase?.number ?? 0) : phaseAt(stack, target)
  return (
    <div className="absolute bottom-8 left-1/2 z-10 -translate-x-1/2 rounded-2 bg-image-ground/70 max-md:bottom-20">
      <PhaseBar
        overImage
        number={number}
        count={stack.axis.values.length}
        text={phaseText(stack, target)}
        playing={playing}
        onPhase={(phase) => {
          session.cine.stop(viewport)
          session.showPhase(viewport, phase)
        }}
        onPlay={() => session.playTime(viewport)}
      />
    </div>
  )
}

const OVER_IMAGE =
  '!text-image-text hover:!bg-image-text/20 aria-pressed:!bg-image-text/20 aria-pressed:!text-image-text'

export function PhaseBar({
  overImage = false,
  number,
  count,
  text,
  playing,
  onPhase,
  onPlay,
}: {
  /** On the black of the image area, in both themes. */
  overImage?: boolean
  /** From 0. */
  number: number
  count: number
  text: string
  playing: boolean
  onPhase: (phase: number) => void
  onPlay: () => void
}) {
  const { t } = useTranslation('viewer')
  const id = useId()
  return (
    <div className="flex items-center gap-1 px-1">
      <IconButton
        label={t(playing ? 'phase.pause' : 'phase.play')}
        pressed={playing}
        narrow
        onClick={onPlay}
        {...(overImage ? { className: OVER_IMAGE } : {})}
      >
        {playing ? <Pause className="!size-3.5" /> : <Play className="!size-3.5" />}
      </IconButton>
      <label htmlFor={id} className="sr-only">
        {t('phase.label')}
      </label>
      <input
        id={id}
        type="range"
        min={1}
        max={count}
        step={1}
        value={number + 1}
        aria-valuetext={text}
        onChange={(event) => onPhase(event.currentTarget.valueAsNumber - 1)}
        className="h-4 w-28 accent-accent max-md:h-8"
      />
    </div>
  )
}
