import type { Point2 } from '../geometry/vector.ts'
import { PLANES, type Plane } from '../hanging/traits.ts'
import { isMarkTool } from '../marks/mark.ts'
import type { ToolId } from '../state/interface.ts'
import type { Session } from '../state/session.ts'
import { createStore, type Store } from '../state/store.ts'
import { alterMark } from '../tools/alter.ts'
import { type DrawingState, drawMark } from '../tools/draw.ts'
import { markAt } from '../tools/find.ts'
import type { Gesture, MarkScene } from '../tools/gesture.ts'
import { NOTHING, type View } from '../viewport/viewport.ts'
import type { Room } from './room.ts'
import { sectionView } from './sectionView.ts'

/** Marks on one reformatted plane: the same tools as on pictures, on the plane as a picture. */
export interface PlaneMarking {
  readonly scene: MarkScene
  /** The plane has been moved, turned or laid otherwise. */
  update(): void
  /** Answers what a press begins: `undefined` where it is not about marks. */
  press(tool: ToolId, at: Point2, event: PointerEvent): Gesture | undefined
  /** The pointer goes over the plane; answers whether a mark is under it or being drawn. */
  hover(at: Point2): boolean
  close(): boolean
  cancel(): void
}

/** Cells of the grid have lower numbers. */
const cellOf = (plane: Plane): number => 100 + PLANES.indexOf(plane)

const done: Gesture = { move: () => undefined, end: () => undefined, cancel: () => undefined }

export function createPlaneMarking(session: Session, room: Room, plane: Plane): PlaneMarking {
  const view: Store<View> = createStore(NOTHING)
  const scene: MarkScene = { session, viewport: { view }, cell: cellOf(plane) }
  let drawing: DrawingState | undefined

  /** The drawing is told of presses and releases; a drag of it is a gesture like others. */
  const drawn = (state: DrawingState): Gesture => ({
    move: (at) => state.move(at, true),
    end: (at) => state.release(at),
    cancel: () => state.cancel(),
  })

  return {
    scene,
    update() {
      const at = room.placement(plane)
      const { volume, slab } = room.store.get()
      // A thick slab shows values that stand nowhere: its marks have sizes alone.
      if (at && volume) view.set(sectionView(volume.plan, at, slab.mode === 'off' ? volume.voxel : undefined))
    },
    press(tool, at, event) {
      const { frame } = view.get()
      if (!frame) return undefined
      const touching = event.pointerType === 'touch'
      const found = event.shiftKey || drawing ? undefined : markAt(scene, at, touching)
      if (tool === 'eraser') {
        if (found) session.marks.remove(found.mark.id)
        return done
      }
      if (found) return alterMark(scene, found.mark, found.grip, frame, at)
      if (!drawing) session.ui.set({ selected: undefined })
      if (!isMarkTool(tool) || !session.marks.mayDraw(frame)) return undefined
      drawing ??= drawMark(scene, tool, frame, () => {
        drawing = undefined
      })
      drawing.press(at)
      return drawn(drawing)
    },
    hover(at) {
      if (drawing) {
        drawing.move(at, false)
        return true
      }
      const found = markAt(scene, at)
      if (session.ui.get().hovered !== found?.mark.id) session.ui.set({ hovered: found?.mark.id })
      return found !== undefined
    },
    close() {
      drawing?.close()
      return drawing !== undefined
    },
    cancel: () => drawing?.cancel(),
  }
}
