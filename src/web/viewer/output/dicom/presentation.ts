import { type Dataset, itemsOf, numberOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { Tag } from '../../data/tag.ts'
import type { Presentation } from '../../geometry/presentation.ts'
import type { Point2 } from '../../geometry/vector.ts'
import { frameDataset } from '../../stacks/attributes.ts'
import type { Frame } from '../../stacks/frame.ts'
import type { Window } from '../../voi/window.ts'
import { dateOf, decimal, numbers, personName, sequence, text, timeOf } from './element.ts'
import { graphicsOf } from './graphics.ts'
import { type Author, headOf, imageItem, seriesItems } from './header.ts'
import type { MeasuredMark } from './report.ts'

/** What one viewport shows as a Grayscale Softcopy Presentation State (PS3.3 A.33.1): window, turn, marks and their words. */

const GSPS = '1.2.840.10008.5.1.4.1.1.11.1'
const LAYER = 'MARKS'

export interface Presented {
  /** The picture on the screen. */
  readonly frame: Frame
  readonly window: Window
  readonly presentation: Presentation
  readonly inverted: boolean
  /** The marks on the pictures of its stack, with the lines that stand beside them. */
  readonly marks: readonly (MeasuredMark & { readonly lines: readonly string[]; readonly textAt: Point2 })[]
}

/** Free turns have no place in a presentation state: the nearest quarter. */
const quarterOf = (degrees: number): number => (Math.round(degrees / 90) % 4) * 90

function annotation({ mark, frame, lines, textAt }: Presented['marks'][number]): Dataset {
  const graphics = graphicsOf(mark).map(
    ({ type, points }): Dataset => ({
      [ObjectTag.GraphicAnnotationUnits]: text('CS', 'PIXEL'),
      '00700020': numbers('US', 2),
      '00700021': numbers('US', points.length),
      [ObjectTag.GraphicData]: numbers('FL', ...points.flat()),
      [ObjectTag.GraphicType]: text('CS', type),
      ...(type === 'POINT' ? {} : { [ObjectTag.GraphicFilled]: text('CS', 'N') }),
    }),
  )
  const words: Dataset[] =
    lines.length === 0
      ? []
      : [
          {
            [ObjectTag.AnchorPointAnnotationUnits]: text('CS', 'PIXEL'),
            [ObjectTag.UnformattedTextValue]: text('ST', lines.join('\r\n')),
            [ObjectTag.AnchorPoint]: numbers('FL', ...textAt),
            [ObjectTag.AnchorPointVisibility]: text('CS', 'N'),
          },
        ]
  return {
    [ObjectTag.ReferencedImageSequence]: sequence(imageItem(frame)),
    [ObjectTag.GraphicLayer]: text('CS', LAYER),
    ...(words.length > 0 ? { [ObjectTag.TextObjectSequence]: sequence(...words) } : {}),
    ...(graphics.length > 0 ? { [ObjectTag.GraphicObjectSequence]: sequence(...graphics) } : {}),
  }
}

/** The modality LUT of the picture: a state without one would mean stored values by its window (PS3.4 N.2). */
function modality({ instance, frameNumber }: Frame): Dataset {
  const dataset = frameDataset(instance.dataset, frameNumber)
  const table = dataset[Tag.ModalityLUTSequence]
  if (itemsOf(dataset, Tag.ModalityLUTSequence).length > 0) return { [Tag.ModalityLUTSequence]: table }
  const slope = numberOf(dataset, Tag.RescaleSlope)
  if (!slope) return {}
  return {
    [Tag.RescaleIntercept]: text('DS', decimal(numberOf(dataset, Tag.RescaleIntercept) ?? 0)),
    [Tag.RescaleSlope]: text('DS', decimal(slope)),
    [Tag.RescaleType]: text('LO', textOf(dataset, Tag.RescaleType) ?? 'US'),
  }
}

/** The window, or the table in its place (PS3.3 C.11.8). */
function voi({ center, width, table, voiFunction }: Window, frame: Frame): Dataset {
  const named = voiFunction ?? frame.voiFunction
  if (table)
    return {
      [Tag.VOILUTSequence]: sequence({
        '00283002': numbers(
          table.firstMapped < 0 ? 'SS' : 'US',
          table.entries.length % 65_536,
          table.firstMapped,
          table.bits,
        ),
        ...(table.explanation === '' ? {} : { '00283003': text('LO', table.explanation) }),
        '00283006': numbers('US', ...table.entries),
      }),
    }
  return {
    [Tag.WindowCenter]: text('DS', decimal(center)),
    [Tag.WindowWidth]: text('DS', decimal(width)),
    ...(named === 'LINEAR' ? {} : { [Tag.VOILUTFunction]: text('CS', named) }),
  }
}

export function presentationState(shown: Presented, author: Author): Dataset {
  const { frame, window, presentation, inverted, marks } = shown
  const frames = [
    ...new Map([frame, ...marks.map((one) => one.frame)].map((one) => [one.imageId, one])).values(),
  ]
  return {
    ...headOf(
      { SOPClassUID: GSPS, Modality: 'PR', SeriesDescription: 'Presentation with marks' },
      frame,
      author,
    ),
    [ObjectTag.ReferencedSeriesSequence]: sequence(...seriesItems(frames, ObjectTag.ReferencedImageSequence)),
    ...(marks.length > 0
      ? { [ObjectTag.GraphicAnnotationSequence]: sequence(...marks.map(annotation)) }
      : {}),
    [ObjectTag.ImageHorizontalFlip]: text('CS', presentation.flipped ? 'Y' : 'N'),
    [ObjectTag.ImageRotation]: numbers('US', quarterOf(presentation.rotation)),
    [ObjectTag.DisplayedAreaSelectionSequence]: sequence({
      [ObjectTag.DisplayedAreaTopLeftHandCorner]: numbers('SL', 1, 1),
      [ObjectTag.DisplayedAreaBottomRightHandCorner]: numbers('SL', frame.plane.columns, frame.plane.rows),
      [ObjectTag.PresentationSizeMode]: text('CS', 'SCALE TO FIT'),
      '00700102': numbers('IS', 1, 1),
    }),
    ...(marks.length > 0
      ? {
          [ObjectTag.GraphicLayerSequence]: sequence({
            [ObjectTag.GraphicLayer]: text('CS', LAYER),
            [ObjectTag.GraphicLayerOrder]: numbers('IS', 1),
          }),
        }
      : {}),
    ...modality(frame),
    [ObjectTag.SoftcopyVOILUTSequence]: sequence(voi(window, frame)),
    [ObjectTag.PresentationLUTShape]: text(
      'CS',
      frame.instance.negative !== inverted ? 'INVERSE' : 'IDENTITY',
    ),
    '00700080': text('CS', 'MARKS'),
    '00700081': text('LO', 'Window, turn and marks'),
    '00700082': text('DA', dateOf(author.at)),
    '00700083': text('TM', timeOf(author.at)),
    '00700084': personName(author.name),
  }
}
