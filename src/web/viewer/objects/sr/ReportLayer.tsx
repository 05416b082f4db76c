import { FigureDrawing } from '../drawn/FigureDrawing.tsx'
import { figuresOn } from '../drawn/figure.ts'
import type { LayerViewProps } from '../layers/layerView.ts'
import { onceEach } from '../layers/parsed.ts'
import { contentOf } from './content.ts'
import { figuresOf } from './figures.ts'

const figures = onceEach((dataset) => figuresOf(contentOf(dataset)))

/** The regions and measurements of a report on a picture. */
export const ReportLayer = ({ layer, frame, to }: LayerViewProps) => (
  <g data-layer={layer.object.id}>
    {figuresOn(frame, figures(layer.object.dataset)).map((figure, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a figure is its place in the report
      <FigureDrawing key={index} figure={figure} to={to} />
    ))}
  </g>
)
