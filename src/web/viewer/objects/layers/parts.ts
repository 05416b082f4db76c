import { presentationState } from '../pr/PresentationLayer.tsx'
import { structures } from '../rt/StructuresLayer.tsx'
import { segmentation } from '../seg/SegmentationLayer.tsx'
import type { Rgb } from './colours.ts'
import type { Layer } from './layers.ts'

/** A part of a layer that is shown or hidden by itself. */
export interface Part {
  readonly number: number
  readonly name: string
  readonly more: string
  readonly colour: Rgb | undefined
}

export function partsOf({ kind, object }: Layer, root: string): readonly Part[] {
  if (kind === 'segmentation')
    return (segmentation(object.dataset, root)?.segments ?? []).map(({ number, label, meaning, colour }) => ({
      number,
      name: label || String(number),
      more: meaning === label ? '' : meaning,
      colour,
    }))
  if (kind === 'structures')
    return structures(object.dataset).map(({ number, name, colour }) => ({ number, name, more: '', colour }))
  if (kind === 'presentation')
    return presentationState(object.dataset).layers.map(({ name, description }, number) => ({
      number,
      name,
      more: description,
      colour: undefined,
    }))
  return []
}
