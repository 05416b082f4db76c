import { distance, type Point2 } from '../geometry/vector.ts'
import { isMarkTool } from '../marks/mark.ts'
import { paintedDraft } from '../segmentation/actions.ts'
import { paintWith } from '../segmentation/brush.ts'
import { isPaintable } from '../segmentation/draft.ts'
import { buttonsFor, type NavigationTool, toolOver } from '../state/interface.ts'
import type { Session } from '../state/session.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import { alterMark } from './alter.ts'
import { type DrawingState, drawMark } from './draw.ts'
import { markAt } from './find.ts'
import { CLICK_DISTANCE, type Gesture, type Scene } from './gesture.ts'
import { magnify } from './magnify.ts'
import { imagePointAt, navigate } from './navigate.ts'
import { pointOut } from './pointOut.ts'
import { windowRegion } from './region.ts'
import { createTouch } from './touch.ts'

const MAIN = 0
const MIDDLE = 1
const SECOND = 2

interface Press {
  readonly pointerId: number
  readonly at: Point2
  last: Point2
  moved: boolean
  readonly button: number
  readonly gesture: Gesture | undefined
}

/** What the pointer does on one viewport. Answers the function that lets go of it. */
export function attachGestures(session: Session, viewport: ImageViewport, cell: number): () => void {
  const { element } = viewport
  const scene: Scene = { session, viewport, cell }
  let press: Press | undefined
  let drawing: DrawingState | undefined
  const touch = createTouch(scene)

  const pointOf = (event: PointerEvent): Point2 => {
    const { left, top } = element.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }

  const modality = () => viewport.view.get().frame?.instance.Modality
  const buttons = () => buttonsFor(session.preferences(), modality())

  const secondary = (button: number): NavigationTool => buttons()[button === MIDDLE ? 'middle' : 'second']

  /** What the main button, or one finger, begins. */
  const begin = (event: PointerEvent, at: Point2): Gesture | undefined => {
    const tool = toolOver(session.ui.get().tool, session.preferences(), modality())
    const { frame } = viewport.view.get()
    const touching = event.pointerType === 'touch'
    if (tool === 'brush' || tool === 'rubber') return paintWith(tool, scene, at)
    const found = event.shiftKey || drawing ? undefined : markAt(scene, at, touching)
    if (tool === 'eraser') {
      if (found) session.marks.remove(found.mark.id)
      return undefined
    }
    if (found && frame) return alterMark(scene, found.mark, found.grip, frame, at)
    if (!drawing) session.ui.set({ selected: undefined })
    if (tool === 'region') return windowRegion(scene, at)
    if (tool === 'magnify') return magnify(scene, at, touching)
    if (tool === 'crosshair') return pointOut(scene, at)
    if (!isMarkTool(tool)) return navigate(tool, scene, at)
    if (!frame || !session.marks.mayDraw(frame)) return undefined
    drawing ??= drawMark(scene, tool, frame, () => {
      drawing = undefined
    })
    drawing.press(at)
    return undefined
  }

  const onDown = (event: PointerEvent) => {
    if (session.drawing.get().labelling) return
    element.setPointerCapture(event.pointerId)
    const at = pointOf(event)
    if (event.pointerType === 'touch' && touch.down(event.pointerId, at)) {
      if (press?.gesture) press.gesture.cancel()
      else if (press) drawing?.retract()
      press = undefined
      return
    }
    // A second button pressed meanwhile does not end what the first began.
    if (press) return
    press = {
      pointerId: event.pointerId,
      at,
      last: at,
      moved: false,
      button: event.button,
      gesture: event.button === MAIN ? begin(event, at) : navigate(secondary(event.button), scene, at),
    }
  }

  const hover = (event: PointerEvent, at: Point2) => {
    const point = imagePointAt(scene, at)
    session.drawing.set({ pointer: point && { cell, at: point } })
    if (drawing) {
      drawing.move(at, false)
      return
    }
    const { tool } = session.ui.get()
    if (tool === 'brush' || tool === 'rubber') {
      const { frame } = viewport.view.get()
      const draft = paintedDraft(session)
      element.style.cursor = frame && draft && isPaintable(draft, frame) ? 'none' : 'not-allowed'
      return
    }
    const found = event.shiftKey ? undefined : markAt(scene, at)
    if (session.ui.get().hovered !== found?.mark.id) session.ui.set({ hovered: found?.mark.id })
    element.style.cursor = found ? (found.mark.locked ? 'pointer' : 'move') : ''
  }

  const onMove = (event: PointerEvent) => {
    const at = pointOf(event)
    if (event.pointerType === 'touch' && touch.move(event.pointerId, at)) return
    if (!press) {
      hover(event, at)
      return
    }
    if (event.pointerId !== press.pointerId) return
    press.moved ||= distance(press.at, at) >= CLICK_DISTANCE
    if (press.moved) {
      if (press.gesture) press.gesture.move(at, press.last)
      else if (press.button === MAIN) drawing?.move(at, true)
      press.last = at
    }
    const point = imagePointAt(scene, at)
    session.drawing.set({ pointer: point && { cell, at: point } })
  }

  const onUp = (event: PointerEvent) => {
    const at = pointOf(event)
    if (event.pointerType === 'touch') touch.up(event.pointerId)
    if (!press || event.pointerId !== press.pointerId) return
    const { gesture, moved, button } = press
    press = undefined
    gesture?.end(at, moved)
    if (!gesture && button === MAIN) drawing?.release(at)
    if (button === SECOND && !moved) session.openMenu(cell, [event.clientX, event.clientY])
  }

  const cancel = () => {
    press?.gesture?.cancel()
    press = undefined
    drawing?.cancel()
    touch.clear()
  }

  const onLeave = () => {
    if (press) return
    session.drawing.set({ pointer: undefined })
    session.ui.set({ hovered: undefined })
  }

  const onDoubleClick = (event: MouseEvent) => {
    if (drawing) {
      drawing.close()
      return
    }
    const { left, top } = element.getBoundingClientRect()
    const found = markAt(scene, [event.clientX - left, event.clientY - top])
    if (found && !found.mark.locked && event.button === MAIN) {
      session.drawing.set({
        labelling: { cell, id: found.mark.id, optional: found.mark.tool !== 'text' },
      })
      return
    }
    const { tool } = session.ui.get()
    if (event.button !== MAIN || isMarkTool(tool) || tool === 'brush' || tool === 'rubber') return
    session.ui.set(({ maximised, grid }) => ({ maximised: !maximised, grid: { ...grid, active: cell } }))
  }

  const listeners = new AbortController()
  const { signal } = listeners
  element.addEventListener('pointerdown', onDown, { signal })
  element.addEventListener('pointermove', onMove, { signal })
  element.addEventListener('pointerup', onUp, { signal })
  element.addEventListener('pointercancel', cancel, { signal })
  element.addEventListener('pointerleave', onLeave, { signal })
  element.addEventListener('dblclick', onDoubleClick, { signal })
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  const forget = session.onCancel(cancel)
  return () => {
    cancel()
    forget()
    listeners.abort()
  }
}
