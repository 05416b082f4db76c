import {
  flippedHorizontally,
  flippedVertically,
  pixelsPerUnit,
  rotated,
  zoomedAbout,
} from '../geometry/presentation.ts'
import type { Point2 } from '../geometry/vector.ts'
import { keymap } from '../habits/keymap.ts'
import { screenScale } from '../habits/screen.ts'
import { neighbour } from '../layout/grid.ts'
import { isPaintingAction, PAINTING_KEYS, SEGMENT_ACTIONS } from '../segmentation/actions.ts'
import { mayCalibrate } from '../stacks/calibrate.ts'
import { phaseAt } from '../stacks/fourD.ts'
import { stacksOf } from '../state/content.ts'
import { homeTool, type OverlayLevel, type ToolId } from '../state/interface.ts'
import type { Session } from '../state/session.ts'
import { fullRange, type ImageViewport, valuesInForce } from '../viewport/viewport.ts'
import { noVolumeOf } from '../volume/offer.ts'

/** Everything that a key, a button or a menu can do. Keys refer to these names. */
export type ActionId = keyof typeof ACTIONS

const NEXT_LEVEL: Record<OverlayLevel, OverlayLevel> = { all: 'minimal', minimal: 'none', none: 'all' }
const ZOOM_STEP = 1.25

const onActive = (run: (viewport: ImageViewport, session: Session) => void) => (session: Session) => {
  const viewport = session.active()
  if (viewport?.view.get().stack) run(viewport, session)
}

const middleOf = ({ view }: ImageViewport): Point2 => {
  const { size } = view.get()
  return [size.width / 2, size.height / 2]
}

const zoomBy = (factor: number) =>
  onActive((viewport) => {
    const { presentation, size } = viewport.view.get()
    viewport.present(zoomedAbout(presentation, factor, middleOf(viewport), size))
  })

const turn = (degrees: number) =>
  onActive((viewport) => viewport.present(rotated(viewport.view.get().presentation, degrees)))

const stepBy = (images: number) => onActive((viewport, session) => session.step(viewport, images))

const goTo = (place: 'first' | 'last') =>
  onActive((viewport, session) => {
    const { stack, target } = viewport.view.get()
    const last = (stack?.frames.length ?? 1) - 1
    session.step(viewport, (place === 'first' ? 0 : last) - target)
  })

/** Another phase of the same place; after the last comes the first. */
const phaseBy = (step: 1 | -1) =>
  onActive((viewport, session) => {
    const { stack, target } = viewport.view.get()
    const count = stack?.axis?.values.length
    if (!stack || count === undefined) return
    const now = stack.phases === undefined ? (stack.phase?.number ?? 0) : phaseAt(stack, target)
    session.cine.stop(viewport)
    session.showPhase(viewport, (now + step + count) % count)
  })

/** Another stack of the strip in the active viewport: by steps from the one it shows, or the first or last. */
const series = (to: 1 | -1 | 'first' | 'last') => (session: Session) => {
  const { grid } = session.ui.get()
  const now = session.active()?.view.get().stack?.frames[0]?.instance
  const { content } = now ? session.openedOf(now) : session
  const stacks = stacksOf(content.store.get())
  const shown = stacks.findIndex(({ id }) => id === grid.cells[grid.active])
  const index = to === 'first' ? 0 : to === 'last' ? stacks.length - 1 : shown + to
  const stack = stacks[index]
  if (stack) session.showStack(grid.active, stack)
}

const viewportBy = (step: 1 | -1) => (session: Session) => {
  session.ui.set(({ grid }) => ({ grid: { ...grid, active: neighbour(grid, step) } }))
  session.focusActive()
}

const selectedMark = (session: Session) => {
  const { selected } = session.ui.get()
  return selected === undefined ? undefined : session.marks.store.get().marks.get(selected)
}

export const chooseTool = (tool: ToolId) => (session: Session) => {
  session.cancelDrawing()
  session.ui.set({ tool })
}

/** The window with this name for the active picture; nothing where the modality has none of that name. */
export const applyPreset = (session: Session, id: string): void =>
  onActive((viewport) => {
    const { frame } = viewport.view.get()
    const preset =
      frame && session.presetsFor(frame.instance.Modality).find((candidate) => candidate.id === id)
    if (preset) viewport.setWindow({ center: preset.center, width: preset.width })
  })(session)

export const ACTIONS = {
  previousImage: stepBy(-1),
  nextImage: stepBy(1),
  tenBack: stepBy(-10),
  tenOn: stepBy(10),
  firstImage: goTo('first'),
  lastImage: goTo('last'),
  previousPhase: phaseBy(-1),
  nextPhase: phaseBy(1),
  previousSeries: series(-1),
  nextSeries: series(1),
  firstSeries: series('first'),
  lastSeries: series('last'),
  previousViewport: viewportBy(-1),
  nextViewport: viewportBy(1),
  previousStudy: (session: Session) => session.travel('study', -1),
  nextStudy: (session: Session) => session.travel('study', 1),
  previousPatient: (session: Session) => session.travel('patient', -1),
  nextPatient: (session: Session) => session.travel('patient', 1),
  window: chooseTool('window'),
  scroll: chooseTool('scroll'),
  pan: chooseTool('pan'),
  zoom: chooseTool('zoom'),
  region: chooseTool('region'),
  length: chooseTool('length'),
  angle: chooseTool('angle'),
  cobb: chooseTool('cobb'),
  bidirectional: chooseTool('bidirectional'),
  ellipse: chooseTool('ellipse'),
  circle: chooseTool('circle'),
  rectangle: chooseTool('rectangle'),
  freehand: chooseTool('freehand'),
  spline: chooseTool('spline'),
  arrow: chooseTool('arrow'),
  text: chooseTool('text'),
  probe: chooseTool('probe'),
  magnify: chooseTool('magnify'),
  eraser: chooseTool('eraser'),
  crosshair: chooseTool('crosshair'),
  rotateRight: turn(90),
  rotateLeft: turn(-90),
  flipHorizontal: onActive((viewport) =>
    viewport.present(flippedHorizontally(viewport.view.get().presentation)),
  ),
  flipVertical: onActive((viewport) => viewport.present(flippedVertically(viewport.view.get().presentation))),
  invert: onActive((viewport) => viewport.setInverted(!viewport.view.get().inverted)),
  zoomIn: zoomBy(ZOOM_STEP),
  zoomOut: zoomBy(1 / ZOOM_STEP),
  fit: onActive((viewport) => {
    const { presentation, home } = viewport.view.get()
    viewport.present({ ...presentation, zoom: home.zoom, pan: home.pan })
  }),
  /** One pixel of the picture is one of the screen. */
  actualPixels: onActive((viewport) => {
    const { frame, presentation, size } = viewport.view.get()
    if (!frame) return
    const now = pixelsPerUnit(frame.plane, presentation, size) * frame.plane.columnSpacing
    viewport.present(zoomedAbout(presentation, 1 / (now * window.devicePixelRatio), middleOf(viewport), size))
  }),
  /** A millimetre of the patient is one on the screen, once that is measured. */
  realSize: onActive((viewport, session) => {
    const { frame, presentation, size } = viewport.view.get()
    const screen = screenScale()
    if (!frame || frame.instance.calibration === 'none') return
    if (screen === undefined) session.ui.set({ measuringScreen: true })
    else {
      const factor = screen / pixelsPerUnit(frame.plane, presentation, size)
      viewport.present(zoomedAbout(presentation, factor, middleOf(viewport), size))
    }
  }),
  reset: onActive((viewport) => viewport.reset()),
  cine: onActive((viewport, session) => session.cine.toggle(viewport)),
  keyImage: onActive((viewport, session) => {
    const { frame } = viewport.view.get()
    if (frame) session.keyimages.toggle(frame)
  }),
  link: (session: Session) =>
    session.ui.set(({ link }) => {
      const on = !(link.scroll || link.place || link.window)
      return { link: { scroll: on, place: on, window: on } }
    }),
  volume: (session: Session) => {
    const { stack } = session.active()?.view.get() ?? {}
    if (session.ui.get().room !== undefined) session.ui.set({ room: undefined, roomBehind: false })
    else if (stack && noVolumeOf(stack) === undefined) session.ui.set({ room: stack.id })
  },
  referenceLines: (session: Session) => session.ui.set(({ lines }) => ({ lines: !lines })),
  previousStage: (session: Session) => session.hanging.step(-1),
  nextStage: (session: Session) => session.hanging.step(1),
  swapPrior: (session: Session) => session.hanging.swapPrior(),
  overlays: (session: Session) => session.ui.set(({ overlay }) => ({ overlay: NEXT_LEVEL[overlay] })),
  fileWindow: onActive((viewport) => viewport.setWindow(undefined)),
  fullRange: onActive((viewport) => viewport.setWindow(fullRange(valuesInForce(viewport.view.get())))),
  cancel: (session: Session) => {
    session.cancelDrawing()
    session.ui.set({ selected: undefined, tool: homeTool(session.preferences()) })
  },
  editLabel: (session: Session) => {
    const mark = selectedMark(session)
    if (!mark || mark.locked) return
    session.jumpTo(mark)
    session.drawing.set({
      labelling: { cell: session.ui.get().grid.active, id: mark.id, optional: mark.tool !== 'text' },
    })
  },
  calibrate: (session: Session) => {
    const mark = selectedMark(session)
    const frame = mark && session.frameOf(mark)?.frame
    if (mark?.tool === 'length' && frame && mayCalibrate(frame)) session.ui.set({ calibrating: mark.id })
  },
  deleteMark: (session: Session) => {
    const { selected } = session.ui.get()
    if (selected === undefined) return
    session.marks.remove(selected)
    session.ui.set({ selected: undefined, hovered: undefined })
  },
  ...SEGMENT_ACTIONS,
  undo: (session: Session) => {
    const { segmenting } = session.ui.get()
    if (segmenting === undefined) session.marks.undo()
    else session.drafts.undo(segmenting)
  },
  redo: (session: Session) => {
    const { segmenting } = session.ui.get()
    if (segmenting === undefined) session.marks.redo()
    else session.drafts.redo(segmenting)
  },
  tiles: onActive((viewport, session) => session.tiling.toggle(viewport)),
  maximise: (session: Session) => session.ui.set(({ maximised }) => ({ maximised: !maximised })),
  share: (session: Session) => session.share?.(),
  print: (session: Session) => session.print?.(),
  fullScreen: () => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else document.documentElement.requestFullscreen?.().catch(() => undefined)
  },
  menu: onActive((viewport, session) => {
    const { left, top } = viewport.element.getBoundingClientRect()
    const [x, y] = middleOf(viewport)
    session.openMenu(session.ui.get().grid.active, [left + x, top + y])
  }),
  tags: (session: Session) => {
    const { grid } = session.ui.get()
    const shown = grid.cells[grid.active]
    const object = shown === undefined ? undefined : session.object(shown)
    const frame = session.active()?.view.get().frame
    if (object) session.objects.listObject(object)
    else if (frame) session.objects.listFrame(frame)
  },
  anonymous: (session: Session) => session.ui.set(({ anonymous }) => ({ anonymous: !anonymous })),
  keyImagesOnly: (session: Session) =>
    session.ui.set(({ keyImagesOnly }) => ({ keyImagesOnly: !keyImagesOnly })),
  dock: (session: Session) => session.ui.set(({ dock }) => ({ dock: !dock })),
  report: (session: Session) =>
    session.ui.set(({ dock, docked }) => ({ dock: !dock || docked !== 'report', docked: 'report' })),
  shortcuts: (session: Session) => session.ui.set({ shortcuts: true }),
} satisfies Record<string, (session: Session) => void>

/** The standard keys of each action, the first one shown beside it (conventions 2). */
export const KEYS: Readonly<Partial<Record<ActionId, readonly string[]>>> = {
  previousImage: ['ArrowUp'],
  nextImage: ['ArrowDown'],
  tenBack: ['Shift+ArrowUp'],
  tenOn: ['Shift+ArrowDown'],
  firstImage: ['Home'],
  lastImage: ['End'],
  previousPhase: ['Shift+PageUp'],
  nextPhase: ['Shift+PageDown'],
  previousSeries: ['PageUp'],
  nextSeries: ['PageDown'],
  firstSeries: ['Shift+Home'],
  lastSeries: ['Shift+End'],
  previousViewport: ['ArrowLeft'],
  nextViewport: ['ArrowRight'],
  previousStudy: ['Ctrl+ArrowLeft'],
  nextStudy: ['Ctrl+ArrowRight'],
  previousPatient: ['Ctrl+ArrowUp'],
  nextPatient: ['Ctrl+ArrowDown'],
  window: ['w'],
  scroll: ['s'],
  pan: ['p'],
  zoom: ['z'],
  length: ['l', 'd'],
  angle: ['a'],
  cobb: ['Shift+a'],
  bidirectional: ['b'],
  ellipse: ['e'],
  circle: ['Shift+e'],
  rectangle: ['g'],
  freehand: ['j'],
  spline: ['Shift+j'],
  probe: ['y'],
  magnify: ['m'],
  region: ['Shift+w'],
  eraser: ['Shift+Delete'],
  arrow: ['q'],
  text: ['t'],
  rotateRight: ['r'],
  rotateLeft: ['Shift+r'],
  flipHorizontal: ['h'],
  flipVertical: ['v'],
  invert: ['i'],
  zoomIn: ['+'],
  zoomOut: ['-'],
  fit: ['='],
  actualPixels: ['Shift+z'],
  realSize: ['Shift+f'],
  tiles: ['Shift+t'],
  reset: ['Space'],
  cine: ['c'],
  keyImage: ['k'],
  keyImagesOnly: ['Shift+k'],
  anonymous: ['Shift+h'],
  crosshair: ['x'],
  link: ['Shift+l'],
  volume: ['Shift+m'],
  segment: ['Shift+b'],
  ...PAINTING_KEYS,
  referenceLines: ['Shift+x'],
  previousStage: [','],
  nextStage: ['.'],
  swapPrior: ['Shift+p'],
  overlays: ['o'],
  fileWindow: ['0'],
  fullRange: ['9'],
  cancel: ['Escape'],
  deleteMark: ['Delete', 'Backspace'],
  editLabel: ['F2'],
  undo: ['Ctrl+z'],
  redo: ['Ctrl+y', 'Ctrl+Shift+z'],
  report: ['n'],
  share: ['Shift+s'],
  print: ['Ctrl+p'],
  fullScreen: ['f'],
  menu: ['Shift+F10', 'ContextMenu'],
  tags: ['Shift+d'],
  shortcuts: ['?'],
}

const isAction = (name: string): name is ActionId => name in ACTIONS
export const ACTION_IDS: readonly ActionId[] = Object.keys(ACTIONS).filter(isAction)

/** The keys of an action as the reader has them. */
export const chordsOf = (action: ActionId): readonly string[] =>
  keymap.get().own[action] ?? KEYS[action] ?? []

/** `painting`: the keys of painting come before all others, which they are not otherwise. */
export const actionFor = (chord: string, painting = false): ActionId | undefined => {
  const means = (id: ActionId) => chordsOf(id).includes(chord)
  const layered = painting ? ACTION_IDS.find((id) => isPaintingAction(id) && means(id)) : undefined
  return layered ?? ACTION_IDS.find((id) => !isPaintingAction(id) && means(id))
}
