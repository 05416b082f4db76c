import { numberOf, textOf, textsOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { normalOf } from '../geometry/plane.ts'
import type { Frame } from '../stacks/frame.ts'
import { isLocalizer, type Stack } from '../stacks/stack.ts'

/** What a hanging protocol may ask of a stack. */
export interface StackTraits {
  readonly Modality: string
  readonly SeriesDescription: string
  readonly plane: Plane | undefined
  readonly laterality: 'R' | 'L' | 'B' | undefined
  /** Of a projection: CC, MLO, AP, PA, LATERAL ... */
  readonly view: string | undefined
  readonly images: number
  readonly localizer: boolean
  readonly contrast: boolean
  /** mm */
  readonly thickness: number | undefined
  readonly kernel: string
  /** A film: one instance of several frames. */
  readonly multiframe: boolean
}

export const PLANES = ['axial', 'coronal', 'sagittal'] as const
export type Plane = (typeof PLANES)[number]

/** The plane that an image lies nearest to; undefined when it says nothing of where it is. */
function planeOf({ plane }: Frame): Plane | undefined {
  if (!plane.located) return undefined
  const [x, y, z] = normalOf(plane)
  const sizes: readonly (readonly [Plane, number])[] = [
    ['axial', Math.abs(z)],
    ['coronal', Math.abs(y)],
    ['sagittal', Math.abs(x)],
  ]
  return sizes.reduce((best, next) => (next[1] > best[1] ? next : best))[0]
}

const lateralityOf = ({ instance: { dataset } }: Frame): StackTraits['laterality'] => {
  const text = textOf(dataset, Tag.ImageLaterality) ?? textOf(dataset, Tag.Laterality)
  return text === 'R' || text === 'L' || text === 'B' ? text : undefined
}

/** Code meanings and values of ViewCodeSequence (PS3.16 CID 4014) that old devices write instead of View Position. */
const VIEW_NAMES: Readonly<Record<string, string>> = {
  'cranio-caudal': 'CC',
  craniocaudal: 'CC',
  'medio-lateral oblique': 'MLO',
  'mediolateral oblique': 'MLO',
}

function viewOf({ instance: { dataset } }: Frame): string | undefined {
  const position = textOf(dataset, Tag.ViewPosition)?.toUpperCase()
  if (position) return position
  const code = dataset[Tag.ViewCodeSequence]?.Value
  const item: unknown = Array.isArray(code) ? code[0] : undefined
  if (typeof item !== 'object' || item === null) return undefined
  const meaning = textOf(Object.fromEntries(Object.entries(item)), Tag.CodeMeaning)
  return meaning === undefined ? undefined : (VIEW_NAMES[meaning.toLowerCase()] ?? meaning.toUpperCase())
}

export function traitsOf(stack: Stack): StackTraits {
  const frame = stack.frames[0]
  const dataset = frame?.instance.dataset ?? {}
  return {
    Modality: stack.Modality,
    SeriesDescription: stack.SeriesDescription,
    plane: frame && planeOf(frame),
    laterality: frame && lateralityOf(frame),
    view: frame && viewOf(frame),
    images: stack.frames.length,
    localizer: isLocalizer(stack),
    contrast: (textOf(dataset, Tag.ContrastBolusAgent) ?? '') !== '',
    thickness: frame?.SliceThickness ?? numberOf(dataset, Tag.SliceThickness),
    kernel: textsOf(dataset, Tag.ConvolutionKernel).join('\\'),
    multiframe: (frame?.instance.NumberOfFrames ?? 1) > 1,
  }
}
