import type { StudyRecord } from '#contract/study/record.ts'
import { playsAtOnce } from '../cine/rate.ts'
import { NO_CONFIG, readConfig } from '../hanging/config.ts'
import { createHanging } from '../hanging/hanging.ts'
import { placed } from '../layout/grid.ts'
import { createFirstPicture } from '../loading/firstPicture.ts'
import { createPrefetch } from '../loading/prefetch.ts'
import { createPainting } from '../painting/choice.ts'
import { PHONE } from '../phone.ts'
import { createPriors } from '../priors/priors.ts'
import { placeAt } from '../stacks/fourD.ts'
import { createLinking } from '../sync/linking.ts'
import { createViewport, type ImageViewport } from '../viewport/viewport.ts'
import { type OwnPresets, presetsFor } from '../voi/presets.ts'
import type { Travel } from '../worklist/context.ts'
import { accountMouse } from './accountMouse.ts'
import { createCinePlayer } from './cine.ts'
import { isRead, objectsOf, stacksOf } from './content.ts'
import { type Drawing, NOT_DRAWING } from './drawing.ts'
import { createInTime } from './inTime.ts'
import { homeTool, type Interface, type Preferences, STARTING } from './interface.ts'
import { layBeside } from './layBeside.ts'
import { createLinkedImage } from './linkedImage.ts'
import { createMarking } from './marking.ts'
import { createMoving, whenShown } from './moving.ts'
import { createObjects } from './objects.ts'
import { type OpenedStudy, openStudy } from './opened.ts'
import type { DeepLink, Reader } from './opening.ts'
import type { Session } from './session.ts'
import { createSizes } from './sizes.ts'
import { createStore } from './store.ts'
import { createTiles } from './tiles.ts'
import { createTiling } from './tiling.ts'
import { createViewMemory } from './viewMemory.ts'
import type { ViewState } from './viewState.ts'
import { watchFirstPicture } from './watchFirstPicture.ts'

export interface SessionOptions {
  study: StudyRecord
  reader: Reader
  link: DeepLink
  preferences: Preferences
  travel: Travel['go']
  share: (() => void) | undefined
  /** The view that the reader's link leads to. */
  view: ViewState | undefined
  start: Partial<Interface>
}

const PATIENCE_MS = 300

/** Milliseconds from when a picture is drawn until the screen shows it, about. */
const SHOWN_MS = 40
/** What waits for a picture begins when it is on the screen: not while it is drawn. */
const onScreen = (begin: () => void) => requestAnimationFrame(() => setTimeout(begin, SHOWN_MS))

export function createSession(options: SessionOptions): Session {
  const { study, reader, link, travel, share, start, preferences: initial, view: linkedView } = options
  const first = createFirstPicture()
  const painting = createPainting(first.over)
  const prefetch = createPrefetch(first)
  let preferences = initial
  let ownPresets: OwnPresets = {}
  let sharedPresets = NO_CONFIG.presets
  let accountId: string | undefined
  const ui = createStore<Interface>({ ...STARTING, tool: homeTool(initial), ...start })
  const drawing = createStore<Drawing>(NOT_DRAWING)
  const viewports = new Map<number, ImageViewport>()
  const cancelling = new Set<() => void>()
  const { grid: atStart } = ui.get()
  const shapeAtStart = { rows: atStart.rows, columns: atStart.columns }

  const allPresets = (Modality: string) =>
    presetsFor(Modality, { ...sharedPresets.account, ...sharedPresets.role, ...ownPresets })
  const allStacks = () => opened.get().studies.flatMap((one) => stacksOf(one.content.store.get()))
  const objectWith = (id: string) =>
    opened
      .get()
      .studies.flatMap((one) => objectsOf(one.content.store.get()))
      .find((object) => object.id === id)
  const stackWith = (id: string) =>
    opened
      .get()
      .studies.flatMap((one) => one.content.stack(id) ?? [])
      .at(0)

  const find: Session['frameOf'] = ({ SOPInstanceUID, frameNumber }) => {
    for (const stack of allStacks()) {
      const index = stack.frames.findIndex(
        (frame) => frame.instance.SOPInstanceUID === SOPInstanceUID && frame.frameNumber === frameNumber,
      )
      const frame = stack.frames[index]
      if (frame) return { stack, index, frame }
    }
    return undefined
  }

  const { outbox, marks, keyimages, drafts } = createMarking(reader, (mark) => find(mark)?.frame)
  const current = openStudy(study, 0, marks, keyimages, initial.suvType)
  const { content, permissions } = current
  const opened = createStore<{ studies: readonly OpenedStudy[] }>({ studies: [current] })
  const priors = createPriors({
    study,
    opened,
    open: (prior) => openStudy(prior.study, prior.number, marks, keyimages, initial.suvType, prior.earlier),
    beside: link.beside,
  })
  const linking = createLinking(ui)
  const hanging = createHanging({
    ui,
    opened,
    priors,
    windowIn: (cell) => viewports.get(cell)?.view.get().chosen,
  })
  const cine = createCinePlayer()

  const linked = createLinkedImage({
    link,
    content,
    hanging,
    show: (stack) => session.showStack(0, stack),
  })

  const tiles = createTiles({
    ui,
    viewports,
    hanging,
    stackWith,
    presetsFor: allPresets,
    openingAt: linked.take,
    onShown(viewport, stack) {
      if (!preferences.autoplay || !playsAtOnce(stack)) return
      whenShown(viewport, () => {
        const { stack: shown } = viewport.view.get()
        if (shown === stack && !cine.store.get().playing.has(viewport.id)) cine.toggle(viewport)
      })
    },
  })
  const { hang } = tiles

  let patience: ReturnType<typeof setTimeout> | undefined
  /** A study without any picture shows the first of its objects, whatever hangs or restores an empty grid. */
  const showOnlyObject = () => {
    const state = content.store.get()
    if (!isRead(state) || stacksOf(state).length > 0) return
    const [only] = objectsOf(state)
    const known = (id: string | undefined) =>
      id !== undefined && (stackWith(id) ?? objectWith(id)) !== undefined
    if (only && !ui.get().grid.cells.some(known)) session.showStack(0, only)
  }

  const firstPicture = watchFirstPicture({ first, content, hanging, ui, stackWith })

  const onContent = () => {
    hanging.update()
    linked.look()
    const stacks = stacksOf(content.store.get())
    for (const stack of stacks) prefetch.wantLater(stack)
    // An image is there: what else decides how it is hung may not keep the reader waiting for long.
    if (stacks.length > 0) patience ??= setTimeout(hanging.hurry, PATIENCE_MS)
    hang()
    showOnlyObject()
    firstPicture.look()
  }

  const together = layBeside({
    beside: link.beside,
    studies: () => opened.get().studies,
    hanging,
    show: (cell, stack) => session.showStack(cell, stack),
  })

  const atWork = new AbortController()
  for (const kind of ['pointerdown', 'wheel', 'keydown'])
    window.addEventListener(kind, hanging.touch, { capture: true, passive: true, signal: atWork.signal })

  const unsubscribe = [
    () => atWork.abort(),
    hanging.store.subscribe(together),
    // Not while it is being decided what hangs where.
    hanging.store.subscribe(() => queueMicrotask(linked.look)),
    content.store.subscribe(onContent),
    hanging.store.subscribe(firstPicture.look),
    ui.subscribe(hang),
    ui.subscribe(showOnlyObject),
    priors.store.subscribe(hanging.update),
    priors.onStacks(() => {
      hanging.update()
      // After the study itself: what it is compared with.
      for (const stack of allStacks()) prefetch.wantLater(stack)
      hang()
      together()
    }),
  ]

  const inTime = createInTime({ ui, viewports, hanging, tiles, stackWith })
  const ownShape = () =>
    window.matchMedia(PHONE).matches ? { rows: 3, columns: 2 } : { rows: 3, columns: 4 }
  const tiling = createTiling({ ui, viewports, tiles, stackWith, ownShape })
  const moving = createMoving({ ui, cine, tiling, keyimages, inTime })
  const sizes = createSizes(viewports)
  const memory = createViewMemory({ study, reader, ui, viewports, hanging, opened, priors, tiles })

  const objects = createObjects({
    grid: () => ui.get().grid,
    show: (cell, id) => session.showStack(cell, { id }),
    jumpTo(image) {
      if (!find(image)) return false
      session.jumpTo(image)
      return true
    },
    stacks: () => stacksOf(content.store.get()),
    openDock: () => ui.set({ dock: true }),
  })

  const session: Session = {
    study,
    reader,
    content,
    opened,
    openedOf: ({ StudyInstanceUID }) =>
      opened.get().studies.find((one) => one.study.study_uid === StudyInstanceUID) ?? current,
    openedWith: (studyId) => opened.get().studies.find((one) => one.study.uuid === studyId) ?? current,
    priors,
    linking,
    hanging,
    first,
    prefetch,
    ui,
    drawing,
    marks,
    keyimages,
    outbox,
    drafts,
    get phone() {
      return window.matchMedia(PHONE).matches
    },
    cine,
    objects,
    viewports,
    permissions,
    preferences: () => preferences,
    setPreferences(next) {
      const home = homeTool(preferences)
      preferences = next
      if (ui.get().tool === home) ui.set({ tool: homeTool(next) })
    },
    presetsFor: allPresets,
    sharedPresets: () => ({ accountId, ...sharedPresets }),
    async readSharedPresets() {
      sharedPresets = (await readConfig(study.uuid, [])).presets
    },
    setPresets(own) {
      ownPresets = own
    },
    travel,
    share,
    async begin(series) {
      const config = readConfig(study.uuid, memory.keys).catch(() => NO_CONFIG)
      void priors.find()
      void current.load(series ?? (linkedView ? undefined : config.then(memory.seriesIn)), first.over)
      const known = await config
      sharedPresets = known.presets
      accountMouse.set({ mouseSet: known.scrolls ? 'scroll' : 'standard' })
      accountId = known.accountId
      memory.begin(known, linkedView, series === undefined)
      hanging.setProtocols(known.protocols, shapeAtStart)
    },
    print: undefined,
    showInPlanes: undefined,
    captureView: memory.capture,
    async readProtocols() {
      hanging.setProtocols((await readConfig(study.uuid, [])).protocols, shapeAtStart)
    },
    mount(cell, element) {
      const viewport = createViewport(painting, element, `cell-${cell}`, prefetch)
      viewports.set(cell, viewport)
      const unlink = linking.attach(viewport)
      const unwatch = tiles.watch(viewport)
      const stopWaiting = viewport.view.subscribe(() => {
        const { frame, failure } = viewport.view.get()
        if (frame || failure) onScreen(() => first.end())
      })
      const forget = memory.watch(viewport)
      sizes.observe(element)
      // Tells who watches the active viewport that there is one, and hangs what belongs there.
      ui.set({})
      return () => {
        sizes.unobserve(element)
        unlink()
        stopWaiting()
        unwatch()
        forget()
        viewports.delete(cell)
        cine.stop(viewport)
        viewport.destroy()
      }
    },
    active: () => viewports.get(ui.get().grid.active),
    stack: stackWith,
    object: objectWith,
    tiling,
    showStack(cell, { id }) {
      const stack = stackWith(id)
      if (stack && tiling.show(stack)) return
      // An object stands in one viewport.
      const { tiled } = ui.get()
      if (tiled) ui.set({ tiled: undefined, grid: tiled.before })
      hanging.keep(cell)
      ui.set(({ grid }) => ({ grid: placed(grid, cell, id) }))
    },
    frameOf: find,
    jumpTo(image) {
      const found = find(image)
      if (!found) return
      const { grid } = ui.get()
      const shown =
        grid.cells[grid.active] === found.stack.id ? grid.active : grid.cells.indexOf(found.stack.id)
      const cell = shown < 0 ? grid.active : shown
      if (shown < 0) session.showStack(cell, found.stack)
      else ui.set({ grid: { ...grid, active: cell } })
      const viewport = viewports.get(cell)
      if (viewport) cine.stop(viewport)
      if (viewport && !tiling.goTo(viewport, placeAt(found.stack, found.index))) viewport.go(found.index)
    },
    jumpBeside(cell, image) {
      const found = find(image)
      if (!found) return false
      const { grid } = ui.get()
      const object = grid.cells[cell]
      const shown = grid.cells.indexOf(found.stack.id)
      // A cell that is new has no viewport before the page has drawn it.
      linked.await(found.frame)
      if (shown >= 0) ui.set({ grid: { ...grid, active: shown } })
      else if (window.matchMedia(PHONE).matches) session.showStack(cell, found.stack)
      else {
        if (grid.cells.length === 1) {
          hanging.reshape({ rows: 1, columns: 2 })
          if (object !== undefined) session.showStack(cell, { id: object })
        }
        session.showStack((cell + 1) % ui.get().grid.cells.length, found.stack)
      }
      ui.set({ maximised: false })
      const viewport = session.active()
      if (viewport?.view.get().stack === found.stack) viewport.go(found.index)
      return true
    },
    ...moving,
    finishDrawing(mark) {
      const { kept } = ui.get()
      ui.set({
        selected: mark?.id ?? ui.get().selected,
        ...(kept ? {} : { tool: homeTool(preferences) }),
      })
    },
    cancelDrawing() {
      drawing.set({ draft: undefined, labelling: undefined, region: undefined, lens: undefined })
      for (const listener of cancelling) listener()
    },
    chooseHome: () => ui.set({ tool: homeTool(preferences) }),
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
      firstPicture.stop()
      clearTimeout(patience)
      memory.stop()
      for (const end of unsubscribe) end()
      sizes.stop()
      outbox.stop()
      prefetch.stop()
      for (const viewport of viewports.values()) {
        cine.stop(viewport)
        viewport.destroy()
      }
      viewports.clear()
      priors.stop()
      current.stop()
    },
  }
  return session
}
