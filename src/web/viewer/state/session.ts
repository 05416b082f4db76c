import type { RenderingEngine } from '@cornerstonejs/core'
import type { StudyRecord } from '#contract/study/record.ts'
import type { StudyAddress } from '../data/url.ts'
import { filled, placed } from '../layout/grid.ts'
import { renderingEngine } from '../loading/cornerstone.ts'
import { createPrefetch, type Prefetch } from '../loading/prefetch.ts'
import { isLocalizer, type Stack } from '../stacks/stack.ts'
import { createViewport, type ImageViewport } from '../viewport/viewport.ts'
import { createContent, stacksOf, type StudyContent } from './content.ts'
import { type Interface, STARTING } from './interface.ts'
import { createStore, type Store } from './store.ts'

/** Everything that lives as long as one study is open in the viewer. */
export interface Session {
  readonly study: StudyRecord
  readonly address: StudyAddress
  readonly content: StudyContent
  readonly prefetch: Prefetch
  readonly ui: Store<Interface>
  readonly viewports: Map<number, ImageViewport>
  /** Binds an element of the page to a cell of the grid; answers the function that gives it up. */
  mount(cell: number, element: HTMLDivElement): () => void
  active(): ImageViewport | undefined
  /** Shows a stack in a cell, at its opening image unless another one is named. */
  showStack(cell: number, stack: Stack, index?: number): void
  stop(): void
}

/** The address of the study's images: by its namespace, so that the same UID elsewhere stays apart. */
export const addressOf = ({ phi_namespace, study_uid }: StudyRecord): StudyAddress => ({
  root: `/dicomweb/namespaces/${phi_namespace}`,
  StudyInstanceUID: study_uid,
})

export interface DeepLink {
  readonly series: string | undefined
  readonly image: string | undefined
}

/** Stacks in the order in which they fill a grid: what a reader looks at before overview images. */
export const hangingOrder = (stacks: readonly Stack[]): Stack[] => [
  ...stacks.filter((stack) => !isLocalizer(stack)),
  ...stacks.filter(isLocalizer),
]

export function createSession(study: StudyRecord, link: DeepLink, start: Partial<Interface>): Session {
  const engine: RenderingEngine = renderingEngine()
  const address = addressOf(study)
  const content = createContent(address)
  const prefetch = createPrefetch()
  const ui = createStore<Interface>({ ...STARTING, ...start })
  const viewports = new Map<number, ImageViewport>()
  let linked = link

  /** Puts into each viewport what the grid says, and leaves alone what is there already. */
  const hang = () => {
    const { grid } = ui.get()
    for (const [cell, viewport] of viewports) {
      const id = grid.cells[cell]
      const stack = id === undefined ? undefined : content.stack(id)
      const { stack: shown, frame } = viewport.view.get()
      if (stack === shown) continue
      if (!stack) viewport.clear()
      else if (shown?.id === stack.id) viewport.show(stack, indexOf(stack, frame?.imageId))
      else viewport.show(stack, takeLinked(stack))
    }
  }

  const indexOf = (stack: Stack, imageId: string | undefined): number | undefined => {
    const index = stack.frames.findIndex((frame) => frame.imageId === imageId)
    return index < 0 ? undefined : index
  }

  const takeLinked = (stack: Stack): number | undefined => {
    const index = stack.frames.findIndex(({ instance }) => instance.SOPInstanceUID === linked.image)
    if (index < 0) return undefined
    linked = { series: undefined, image: undefined }
    return index
  }

  const onContent = () => {
    const stacks = stacksOf(content.store.get())
    const { grid } = ui.get()
    const named = stacks.find(
      ({ SeriesInstanceUID, frames }) =>
        SeriesInstanceUID === linked.series &&
        (linked.image === undefined || frames.some(({ instance }) => instance.SOPInstanceUID === linked.image)),
    )
    const order = hangingOrder(stacks).map(({ id }) => id)
    const next = named && grid.cells[0] === undefined ? placed(grid, 0, named.id) : grid
    ui.set({ grid: filled(next, order) })
    hang()
    for (const stack of stacks) prefetch.wantLater(stack)
  }

  const unsubscribe = [content.store.subscribe(onContent), ui.subscribe(hang)]

  return {
    study,
    address,
    content,
    prefetch,
    ui,
    viewports,
    mount(cell, element) {
      const viewport = createViewport(engine, element, `cell-${cell}`, prefetch)
      viewports.set(cell, viewport)
      hang()
      return () => {
        viewports.delete(cell)
        viewport.destroy()
      }
    },
    active: () => viewports.get(ui.get().grid.active),
    showStack(cell, stack, index) {
      ui.set(({ grid }) => ({ grid: placed(grid, cell, stack.id) }))
      if (index !== undefined) viewports.get(cell)?.go(index)
    },
    stop() {
      for (const end of unsubscribe) end()
      prefetch.stop()
      for (const viewport of viewports.values()) viewport.destroy()
      viewports.clear()
      content.stop()
    },
  }
}
