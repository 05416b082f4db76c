import { useTranslation } from 'react-i18next'
import { useToast } from '#web/ui/Toast.tsx'
import type { Dataset } from '../data/dicomJson.ts'
import { apply, inverse } from '../geometry/presentation.ts'
import { pixelsOf } from '../loading/pixels.ts'
import { windowOfFile } from '../loading/rescale.ts'
import { measure } from '../marks/measure.ts'
import { frameOfShape } from '../marks/section.ts'
import { linesOf, PLAIN_WORDS } from '../marks/text.ts'
import { anchorOf, textSize } from '../overlays/textPlace.ts'
import { useSession } from '../state/context.ts'
import type { OpenedStudy } from '../state/opened.ts'
import type { Session } from '../state/session.ts'
import { type ImageViewport, matrixOf, windowInForce } from '../viewport/viewport.ts'
import type { Author } from './dicom/header.ts'
import type { MeasuredMark } from './dicom/report.ts'

/** What the reader made, as objects in the study itself: made when asked for, taken in like every other object. */

export type ObjectKind = 'report' | 'keyObjects' | 'presentation'

const marksOf = (session: Session, studyId: string): MeasuredMark[] =>
  [...session.marks.store.get().marks.values()].flatMap((mark): MeasuredMark[] => {
    const frame = mark.studyId === studyId ? session.frameOf(mark)?.frame : undefined
    if (!frame) return []
    const on = frameOfShape(mark, frame)
    return [{ mark, frame, stats: measure(mark, on, pixelsOf(on)) }]
  })

async function presented(
  session: Session,
  viewport: ImageViewport,
  author: Author,
): Promise<Dataset | undefined> {
  const { presentationState } = await import('./dicom/presentation.ts')
  const view = viewport.view.get()
  const { frame, stack, presentation, inverted } = view
  // A window in the values of another state is none of the picture.
  const window = windowInForce(
    view.rendition?.values ? { ...view, chosen: undefined, rendition: undefined } : view,
  )
  const matrix = matrixOf(view)
  if (!frame || !stack || !window || !matrix || frame.instance.colour) return undefined
  const to = (point: readonly [number, number]) => apply(matrix, point)
  const marks = marksOf(session, session.openedOf(frame.instance).study.uuid)
    // What lies on no image has no place in a presentation of images.
    .filter((one) => stack.frames.includes(one.frame) && !one.mark.plane)
    .map((one) => {
      const lines = linesOf(one.mark.label, one.stats, PLAIN_WORDS, 'en')
      const textAt = one.mark.textAt ?? apply(inverse(matrix), anchorOf(one.mark, to, textSize(lines)))
      return { ...one, lines, textAt }
    })
  return presentationState(
    {
      frame,
      window: window.table ? window : windowOfFile(window, frame.instance),
      presentation,
      inverted,
      marks,
    },
    author,
  )
}

async function made(
  session: Session,
  kind: ObjectKind,
  of: OpenedStudy,
  author: Author,
): Promise<Dataset | undefined> {
  if (kind === 'report') {
    const { measurementReport } = await import('./dicom/report.ts')
    return measurementReport(marksOf(session, of.study.uuid), author)
  }
  if (kind === 'keyObjects') {
    const { keyObjects } = await import('./dicom/keyObjects.ts')
    const images = [...session.keyimages.store.get().images.values()]
    const frames = images.flatMap((image) =>
      image.studyId === of.study.uuid ? (session.frameOf(image)?.frame ?? []) : [],
    )
    return keyObjects(frames, author)
  }
  const viewport = session.active()
  return viewport && presented(session, viewport, author)
}

/** Makes an object of the study that the active viewport shows, and stores it there. */
export function useStudyObjects(): (kind: ObjectKind) => Promise<void> {
  const { t } = useTranslation('output')
  const session = useSession()
  const toast = useToast()
  return async (kind) => {
    const instance = session.active()?.view.get().frame?.instance
    const of = instance ? session.openedOf(instance) : session.openedWith(session.study.uuid)
    try {
      const dataset = await made(session, kind, of, { name: session.reader.name, at: new Date() })
      if (!dataset) {
        toast({ kind: 'bad', text: t(`nothing.${kind}`) })
        return
      }
      const { storeObject } = await import('./dicom/store.ts')
      await storeObject(of.address, dataset)
      toast({ text: t(`stored.${kind}`) })
      void of.content.load()
    } catch {
      toast({ kind: 'bad', text: t('notStored') })
    }
  }
}
