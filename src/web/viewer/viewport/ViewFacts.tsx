import { useStore } from '../state/store.ts'
import { type ImageViewport, matrixOf, windowInForce } from './viewport.ts'

/**
 * What the viewport shows, as data on the page: which picture, where each of its points stands (an SVG matrix from
 * image points to CSS pixels of the viewport), and its window. For end-to-end tests and measurements from outside.
 */
export function ViewFacts({ viewport }: { viewport: ImageViewport }) {
  const view = useStore(viewport.view, (state) => state)
  const { frame, inverted } = view
  const matrix = matrixOf(view)
  const window = windowInForce(view)
  if (!frame || !matrix || !window) return null
  return (
    <div
      hidden
      data-view
      data-image={frame.instance.SOPInstanceUID}
      data-series={frame.instance.SeriesInstanceUID}
      data-frame={frame.frameNumber}
      data-matrix={[matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f].join(' ')}
      data-window={`${window.center} ${window.width}`}
      data-function={window.table ? 'table' : (window.voiFunction ?? frame.voiFunction).toLowerCase()}
      data-inverted={inverted}
      data-colour={frame.instance.colour}
    />
  )
}
