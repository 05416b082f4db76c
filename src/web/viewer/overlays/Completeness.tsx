import { useTranslation } from 'react-i18next'
import type { Progress } from '../loading/prefetch.ts'
import type { Stack } from '../stacks/stack.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import { isLargeEnough, thisScreen } from './screenSize.ts'

export type StackState = 'partial' | 'loading' | 'complete' | 'incomplete'

/** How far a stack is there: `failed` pictures will not come by themselves. */
export function stackState(
  stack: Stack,
  { loaded, failed }: Progress,
): { state: StackState; loaded: number; failed: number } {
  let [there, missing] = [0, 0]
  for (const { imageId } of stack.frames) {
    if (failed.has(imageId)) missing++
    else if (loaded.has(imageId)) there++
  }
  const rest = stack.frames.length - there - missing
  return {
    state: rest > 0 ? 'loading' : missing > 0 ? 'incomplete' : 'complete',
    loaded: there,
    failed: missing,
  }
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const

function Shape({ state }: { state: StackState }) {
  return (
    <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
      {state === 'complete' && (
        <>
          <circle cx="6" cy="6" r="5.5" fill="currentColor" />
          <path d="m3.6 6.2 1.7 1.7 3.1-3.6" {...line} stroke="black" />
        </>
      )}
      {state === 'loading' && (
        <>
          <circle cx="6" cy="6" r="4.75" {...line} />
          <path d="M6 1.25a4.75 4.75 0 0 1 0 9.5z" fill="currentColor" />
        </>
      )}
      {state === 'partial' && <path d="M1 9.5h2.5v-3H6v-3h2.5v-2H11" {...line} strokeDasharray="2 1.5" />}
      {state === 'incomplete' && (
        <>
          <path d="M6 1.5 11 10.5H1z" {...line} strokeLinejoin="round" />
          <path d="M6 5v2.4M6 8.8v.4" {...line} strokeLinecap="round" />
        </>
      )}
    </svg>
  )
}

function SmallScreen() {
  return (
    <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
      <path d="M1 2.5h10v6H1zM4 11h4M2.5 1 9.5 10.5" {...line} strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}

/** How much of the stack is here, and whether this screen is one to read it on, by shape and words: colours beside pixels belong to marks. */
export function Completeness({ viewport }: { viewport: ImageViewport }) {
  const { t } = useTranslation('viewer')
  const { prefetch } = useSession()
  const stack = useStore(viewport.view, (view) => view.stack)
  const partial = useStore(viewport.view, (view) => view.partial)
  const progress = useStore(prefetch.progress, (state) => state)
  if (!stack) return null
  const { state: ofStack, loaded, failed } = stackState(stack, progress)
  const state = partial ? 'partial' : ofStack
  const count = stack.frames.length
  return (
    <div className="mb-0.5 flex items-center justify-end gap-1.5 whitespace-nowrap" data-completeness={state}>
      {!isLargeEnough(stack.Modality, thisScreen()) && (
        <span className="flex items-center gap-1.5 pr-1.5" data-small-screen>
          <SmallScreen />
          {/* A phone has the room for the shape alone; its words would cover the ruler. */}
          <span className="max-md:sr-only">{t('completeness.smallScreen')}</span>
        </span>
      )}
      <Shape state={state} />
      {state === 'partial' && t('completeness.partial')}
      {state === 'complete' && t('completeness.complete', { loaded, count })}
      {state === 'loading' && t('completeness.loading', { loaded, count })}
      {state === 'incomplete' && t('completeness.missing', { count: failed })}
    </div>
  )
}
