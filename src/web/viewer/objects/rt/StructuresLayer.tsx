import type { Point2 } from '../../geometry/vector.ts'
import { cssOf } from '../layers/colours.ts'
import { opacityOf } from '../layers/layers.ts'
import type { LayerViewProps } from '../layers/layerView.ts'
import { onceEach } from '../layers/parsed.ts'
import { outlinesOn, structuresOf } from './structures.ts'

export const structures = onceEach(structuresOf)

const FILL = 0.5

const lineOf = (points: readonly Point2[], closed: boolean): string =>
  `M${points.map((point) => point.join(' ')).join('L')}${closed ? 'Z' : ''}`

/** The two ends of a slice that is seen from the side. */
const endsOf = ([a, b, c, d]: readonly Point2[]): string =>
  a && b && c && d ? `M${b.join(' ')}L${c.join(' ')}M${d.join(' ')}L${a.join(' ')}` : ''

/** The contours of a structure set on a picture; one inside another leaves a hole. */
export function StructuresLayer({ layer, frame, to }: Pick<LayerViewProps, 'layer' | 'frame' | 'to'>) {
  return (
    <g data-layer={layer.object.id}>
      {structures(layer.object.dataset)
        .filter(({ number }) => !layer.hidden.has(number))
        .map((structure) => {
          const outlines = outlinesOn(frame, structure)
          const path = outlines.map(({ closed, points }) => lineOf(points.map(to), closed)).join('')
          if (path === '') return null
          const edges = outlines
            .map(({ points, cut, closed }) => (cut ? endsOf(points.map(to)) : lineOf(points.map(to), closed)))
            .join('')
          const colour = cssOf(structure.colour)
          return (
            <g key={structure.number} data-structure={structure.number}>
              <path
                d={path}
                fill={colour}
                fillOpacity={opacityOf(layer, structure.number) * FILL}
                fillRule="evenodd"
              />
              <path d={edges} stroke={colour} strokeWidth="1.5" fill="none" />
            </g>
          )
        })}
    </g>
  )
}
