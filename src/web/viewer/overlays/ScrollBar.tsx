import { memo, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { indexOfPhase, placeAt, placesIn } from '../stacks/fourD.ts'
import type { Stack } from '../stacks/stack.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import type { ImageViewport } from '../viewport/viewport.ts'

/** Where in the stack the reader is and what of it is loaded; dragged to go elsewhere. Larger under a finger. */
export function ScrollBar({ viewport }: { viewport: ImageViewport }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const stack = useStore(viewport.view, (view) => view.stack)
  const target = useStore(viewport.view, (view) => view.target)
  if (!stack || placesIn(stack) < 2) return null
  const count = placesIn(stack)
  const place = placeAt(stack, target)

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId)
    else if (event.buttons === 0) return
    const { top, height } = event.currentTarget.getBoundingClientRect()
    const index = Math.round(((event.clientY - top) / height) * (count - 1))
    session.goTo(viewport, Math.min(count - 1, Math.max(0, index)))
  }

  return (
    <div
      role="slider"
      tabIndex={-1}
      aria-label={t('viewport.scroll')}
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={place + 1}
      onPointerDown={follow}
      onPointerMove={follow}
      className="group absolute inset-y-2 right-0 w-3 touch-none max-md:inset-y-36 max-md:right-1 max-md:w-9"
    >
      <Loaded stack={stack} />
      <span
        className="absolute right-0.5 h-4 w-2 -translate-y-1/2 rounded-1 bg-image-text group-hover:w-2.5 max-md:right-1 max-md:grid max-md:h-6 max-md:w-8 max-md:place-items-center max-md:font-strong max-md:text-11 max-md:text-image-ground"
        style={{ top: `${(place / (count - 1)) * 100}%` }}
      >
        <span className="md:hidden">{place + 1}</span>
      </span>
    </div>
  )
}

/** What of the stack is there. It does not change with the place of the reader. */
const Loaded = memo(function Loaded({ stack }: { stack: Stack }) {
  const { loaded, failed } = useStore(useSession().prefetch.progress, (state) => state)
  const count = placesIn(stack)
  const there = Array.from({ length: count }, (_, at) =>
    stack.frames
      .slice(indexOfPhase(stack, at, 0), indexOfPhase(stack, at, 0) + (stack.phases ?? 1))
      .every(({ imageId }) => loaded.has(imageId) && !failed.has(imageId)),
  )
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 1 ${count}`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      className="absolute inset-y-0 right-1 h-full w-[3px] max-md:right-[17px] max-md:w-0.5"
    >
      <rect width="1" height={count} fill="oklch(0.35 0 0)" />
      {runsOf(there).map(([from, to]) => (
        <rect key={from} y={from} width="1" height={to - from} fill="oklch(0.68 0 0)" />
      ))}
    </svg>
  )
})

/** The runs of true, as half-open ranges. */
export function runsOf(flags: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  flags.forEach((flag, index) => {
    const last = runs.at(-1)
    if (!flag) return
    if (last && last[1] === index) last[1] = index + 1
    else runs.push([index, index + 1])
  })
  return runs
}
