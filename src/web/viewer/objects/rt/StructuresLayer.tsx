import { cssOf } from '../layers/colours.ts'
import { opacityOf } from '../layers/layers.ts'
import type { LayerViewProps } from '../layers/layerView.ts'
import { onceEach } from '../layers/parsed.ts'
import { outlinesOn, structuresOf } from './structures.ts'

export const structures = onceEach(structuresOf)

const FILL = 0.5

/** The contours of a structure set on a picture; one inside another leaves a hole. */
export function StructuresLayer({ layer, frame, to }: LayerViewProps) {
  return (
    <g data-layer={layer.object.id}>
      {structures(layer.object.dataset)
        .filter(({ number }) => !layer.hidden.has(number))
        .map((structure) => {
          const path = outlinesOn(frame, structure)
            .map(
              ({ closed, points }) =>
                `M${points.map((point) => to(point).join(' ')).join('L')}${closed ? 'Z' : ''}`,
            )
            .join('')
          if (path === '') return null
          const colour = cssOf(structure.colour)
          return (
            <path
              key={structure.number}
              data-structure={structure.number}
              d={path}
              stroke={colour}
              strokeWidth="1.5"
              fill={colour}
              fillOpacity={opacityOf(layer, structure.number) * FILL}
              fillRule="evenodd"
            />
          )
        })}
    </g>
  )
}
