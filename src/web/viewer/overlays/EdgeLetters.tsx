import { lettersOfPlane, lettersOfProjection } from '../geometry/orientation.ts'
import { useStore } from '../state/store.ts'
import { type ImageViewport, matrixOf } from '../viewport/viewport.ts'

const letter = 'pointer-events-none absolute font-strong text-13 leading-4 [text-shadow:var(--image-shadow)]'

/** Which way the patient lies, at the four edges of the picture, for any turn and mirroring. */
export function EdgeLetters({ viewport }: { viewport: ImageViewport }) {
  const view = useStore(viewport.view, (state) => state)
  const matrix = matrixOf(view)
  const { frame } = view
  if (!matrix || !frame) return null
  const { instance, plane } = frame
  const letters = plane.located
    ? lettersOfPlane(plane, matrix, instance.quadruped)
    : instance.patientOrientation && lettersOfProjection(instance.patientOrientation, matrix)
  if (!letters) return null
  return (
    // The sides of the picture do not change with the direction of reading.
    <div data-orientation={`${letters.left} ${letters.right} ${letters.top} ${letters.bottom}`}>
      <b className={`${letter} top-2 left-1/2 -translate-x-1/2`}>{letters.top}</b>
      <b className={`${letter} bottom-2 left-1/2 -translate-x-1/2`}>{letters.bottom}</b>
      <b className={`${letter} top-1/2 left-2 -translate-y-1/2`}>{letters.left}</b>
      <b className={`${letter} top-1/2 right-8 -translate-y-1/2 max-md:right-11`}>{letters.right}</b>
    </div>
  )
}
