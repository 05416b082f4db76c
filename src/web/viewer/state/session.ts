import type { StudyRecord } from '#contract/study/record.ts'
import { channels } from '#web/api/channel.ts'
import type { StudyAddress } from '../data/url.ts'
import { schemaUrl } from '../data/versions.ts'
import type { Point2 } from '../geometry/vector.ts'
import { filled, placed } from '../layout/grid.ts'
import { renderingEngine } from '../loading/cornerstone.ts'
import { pixelsOf } from '../loading/pixels.ts'
import { createPrefetch, type Prefetch } from '../loading/prefetch.ts'
import { createKeyimages, type Keyimages } from '../marks/keyimages.ts'
import type { Mark } from '../marks/mark.ts'
import { createMarks, type Marks } from '../marks/marks.ts'
import { measure } from '../marks/measure.ts'
import { createOutbox, type Outbox } from '../marks/outbox.ts'
import { toJson } from '../marks/schema.ts'
import { sendEntry } from '../marks/send.ts'
import { linesOf, PLAIN_WORDS } from '../marks/text.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import { createViewport, type ImageViewport } from '../viewport/viewport.ts'
import { type OwnPresets, type Preset, presetsFor } from '../voi/presets.ts'
import type { Travel } from '../worklist/context.ts'
import { type CinePlayer, createCinePlayer } from './cine.ts'
import { createContent, type StudyContent, stacksOf } from './content.ts'
import { type Drawing, NOT_DRAWING } from './drawing.ts'
import { HOME_TOOL, type Interface, type Preferences, STARTING } from './interface.ts'
import {
  addressOf,
  type DeepLink,
  hangingOrder,
  type Permissions,
  permissionsOf,
  type Reader,
} from './opening.ts'
import { createStore, type Store } from './store.ts'

/** Everything that lives as long as one study is open in the viewer. */
export interface Session {
  readonly study: StudyRecord
  readonly address: StudyAddress
  readonly content: StudyContent
  readonly prefetch: Prefetch
  readonly ui: Store<Interface>
  readonly drawing: Store<Drawing>
  readonly marks: Marks
  readonly keyimages: Keyimages
  readonly outbox: Outbox
  readonly cine: CinePlayer
  readonly viewports: Map<number, ImageViewport>
  readonly permissions: Permissions
  preferences(): Preferences
  setPreferences(preferences: Preferences): void
  /** The named windows of a modality, as the reader has them. */
  presetsFor(Modality: string): readonly Preset[]
  setPresets(own: OwnPresets): void
  /** Opens another study of the worklist in place of this one. */
  travel: Travel['go']
  /** Opens the way to share the study; nothing where the reader may not, or nobody can from here. */
  share: (() => void) | undefined
  /** Binds an element of the page to a cell of the grid; answers the function that gives it up. */
  mount(cell: number, element: HTMLDivElement): () => void
  active(): ImageViewport | undefined
  showStack(cell: number, stack: Stack): void
  /** Brings an image into the active viewport, or into the one that shows its stack. */
  jumpTo(image: Pick<Mark, 'SOPInstanceUID' | 'frameNumber'>): void
  frameOf(
    image: Pick<Mark, 'SOPInstanceUID' | 'frameNumber'>,
  ): { stack: Stack; index: number; frame: Frame } | undefined
  /** Goes on by some images, as a reader does: a film stops. */
  step(viewport: ImageViewport, images: number): void
  /** A drawing is finished: it is selected, and the tool goes back unless it is kept. */
  finishDrawing(mark: Mark | undefined): void
  cancelDrawing(): void
  onCancel(listener: () => void): () => void
  openMenu(cell: number, at: Point2): void
  /** Gives the keyboard to the active viewport. */
  focusActive(): void
  stop(): void
}

export interface SessionOptions {
  study: StudyRecord
  reader: Reader
  link: DeepLink
  preferences: Preferences
  travel: Travel['go']
  share: (() => void) | undefined
  start: Partial<Interface>
}

export function createSession({
  study,
  reader,
  link,
  preferences: initial,
  travel,
  share,
  start,
}: SessionOptions): Session {
  const engine = renderingEngine()
  const address = addressOf(study)
  const content = createContent(address)
  const prefetch = createPrefetch()
  const permissions = permissionsOf(study)
  let preferences = initial
  let ownPresets: OwnPresets = {}
  const ui = createStore<Interface>({ ...STARTING, tool: HOME_TOOL[initial.mouseSet], ...start })
  const drawing = createStore<Drawing>(NOT_DRAWING)
  const viewports = new Map<number, ImageViewport>()
  const cancelling = new Set<() => void>()
  let linked = link

  const find: Session['frameOf'] = ({ SOPInstanceUID, frameNumber }) => {
    for (const stack of stacksOf(content.store.get())) {
      const index = stack.frames.findIndex(
        (frame) => frame.instance.SOPInstanceUID === SOPInstanceUID && frame.frameNumber === frameNumber,
      )
      const frame = stack.frames[index]
      if (frame) return { stack, index, frame }
    }
    return undefined
  }

  const outbox = createOutbox({
    userId: reader.uuid,
    send: sendEntry,
    storage: window.localStorage,
    confirmed(key, uuid) {
      if (key.startsWith('mark:')) marks.confirmed(key.slice('mark:'.length), uuid)
      else keyimages.confirmed(key, uuid)
    },
  })
  const marks = createMarks({
    studyId: study.uuid,
    user: reader,
    mayEdit: permissions.marks,
    onlyOwn: !permissions.marksOfOthers,
    outbox,
    toJson(mark) {
      const frame = find(mark)?.frame
      if (!frame) return undefined
      const stats = measure(mark, frame, pixelsOf(frame))
      return toJson(mark, frame, stats, linesOf('', stats, PLAIN_WORDS, 'en'))
    },
  })
  const keyimages = createKeyimages({ studyId: study.uuid, user: reader, outbox, schema: schemaUrl(study) })
  const cine = createCinePlayer()

  /** Puts into each viewport what the grid says, and leaves alone what is there already. */
  const hang = () => {
    const { grid } = ui.get()
    for (const [cell, viewport] of viewports) {
      const id = grid.cells[cell]
      const stack = id === undefined ? undefined : content.stack(id)
      const { stack: shown, frame } = viewport.view.get()
      if (stack === shown) continue
      if (!stack) viewport.clear()
      else if (shown?.id === stack.id) viewport.show(stack, placeOf(stack, frame?.imageId))
      else viewport.show(stack, takeLinked(stack))
    }
  }

  const placeOf = (stack: Stack, imageId: string | undefined): number | undefined => {
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
        (linked.image === undefined ||
          frames.some(({ instance }) => instance.SOPInstanceUID === linked.image)),
    )
    const order = hangingOrder(stacks).map(({ id }) => id)
    const next = named && grid.cells[0] === undefined ? placed(grid, 0, named.id) : grid
    ui.set({ grid: filled(next, order) })
    for (const stack of stacks) prefetch.wantLater(stack)
  }

  const unsubscribe = [
    content.store.subscribe(onContent),
    ui.subscribe(hang),
    channels.subscribe(`study.${study.phi_namespace}`, ({ event, ...about }) => {
      if (about.study_id !== study.uuid && about.uuid !== study.uuid) return
      if (event === 'ANNOTATION') void marks.load()
      else if (event === 'KEYIMAGE') void keyimages.load()
      else if (event === 'READY') void content.load()
    }),
    channels.onReturn(() => {
      void marks.load()
      void keyimages.load()
      void content.load()
    }),
  ]

  let resizing = 0
  /** All viewports at once: the canvases share their contexts. */
  const resize = () => {
    cancelAnimationFrame(resizing)
    resizing = requestAnimationFrame(() => {
      engine.resize(false, true)
      for (const viewport of viewports.values()) viewport.resized()
    })
  }
  const sizes = new ResizeObserver(resize)

  const session: Session = {
    study,
    address,
    content,
    prefetch,
    ui,
    drawing,
    marks,
    keyimages,
    outbox,
    cine,
    viewports,
    permissions,
    preferences: () => preferences,
    setPreferences(next) {
      const home = HOME_TOOL[preferences.mouseSet]
      preferences = next
      if (ui.get().tool === home) ui.set({ tool: HOME_TOOL[next.mouseSet] })
    },
    presetsFor: (Modality) => presetsFor(Modality, ownPresets),
    setPresets(own) {
      ownPresets = own
    },
    travel,
    share,
    mount(cell, element) {
      const viewport = createViewport(engine, element, `cell-${cell}`, prefetch)
      viewports.set(cell, viewport)
      sizes.observe(element)
      // Tells who watches the active viewport that there is one, and hangs what belongs there.
      ui.set({})
      return () => {
        sizes.unobserve(element)
        viewports.delete(cell)
        cine.stop(viewport)
        viewport.destroy()
      }
    },
    active: () => viewports.get(ui.get().grid.active),
    showStack(cell, stack) {
      ui.set(({ grid }) => ({ grid: placed(grid, cell, stack.id) }))
    },
    frameOf: find,
    jumpTo(image) {
      const found = find(image)
      if (!found) return
      const { grid } = ui.get()
      const shown =
        grid.cells[grid.active] === found.stack.id ? grid.active : grid.cells.indexOf(found.stack.id)
      const cell = shown < 0 ? grid.active : shown
      ui.set({ grid: placed(grid, cell, found.stack.id) })
      const viewport = viewports.get(cell)
      if (viewport) cine.stop(viewport)
      viewport?.go(found.index)
    },
    step(viewport, images) {
      cine.stop(viewport)
      viewport.go(viewport.view.get().target + images)
    },
    finishDrawing(mark) {
      const { kept } = ui.get()
      ui.set({
        selected: mark?.id ?? ui.get().selected,
        ...(kept ? {} : { tool: HOME_TOOL[preferences.mouseSet] }),
      })
    },
    cancelDrawing() {
      drawing.set({ draft: undefined, labelling: undefined, region: undefined, lens: undefined })
      for (const listener of cancelling) listener()
    },
    onCancel(listener) {
      cancelling.add(listener)
      return () => cancelling.delete(listener)
    },
    focusActive() {
      const cell = session.active()?.element.closest('[data-viewport]')
      if (cell instanceof HTMLElement) cell.focus({ preventScroll: true })
    },
    openMenu(cell, at) {
      ui.set(({ grid }) => ({ grid: { ...grid, active: cell }, menu: at }))
    },
    stop() {
      for (const end of unsubscribe) end()
      sizes.disconnect()
      cancelAnimationFrame(resizing)
      outbox.stop()
      prefetch.stop()
      for (const viewport of viewports.values()) {
        cine.stop(viewport)
        viewport.destroy()
      }
      viewports.clear()
      content.stop()
    },
  }
  return session
}
