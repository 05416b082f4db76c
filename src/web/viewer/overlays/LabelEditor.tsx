import { type FormEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { apply } from '../geometry/presentation.ts'
import type { Point2 } from '../geometry/vector.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { type ImageViewport, matrixOf } from '../viewport/viewport.ts'

const WIDTH = 220
const LONGEST = 200

/** Asks for the words of an arrow or a text, where it stands on the picture. Enter keeps, Escape gives up. */
export function LabelEditor({ viewport, cell }: { viewport: Pick<ImageViewport, 'view'>; cell: number }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const view = useStore(viewport.view, (state) => state)
  const labelling = useStore(session.drawing, (state) =>
    state.labelling?.cell === cell ? state.labelling : undefined,
  )
  const draft = useStore(session.drawing, (state) => state.draft)
  const input = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  const matrix = matrixOf(view)
  const mark = labelling?.id === undefined ? undefined : session.marks.store.get().marks.get(labelling.id)
  const shape = mark ?? draft?.shape
  const anchor: Point2 | undefined = shape?.points.at(-1)

  useEffect(() => input.current?.focus(), [])

  if (!labelling || !shape || !anchor || !matrix) return null
  const [x, y] = apply(matrix, anchor)
  const left = Math.min(Math.max(8, x), Math.max(8, view.size.width - WIDTH - 8))
  const top = Math.min(Math.max(8, y + 8), Math.max(8, view.size.height - 48))

  const close = () => {
    done.current = true
    session.drawing.set({ draft: undefined, labelling: undefined })
    session.focusActive()
  }

  const save = (event?: FormEvent) => {
    event?.preventDefault()
    // Enter takes the field away, which then loses the focus as well.
    if (done.current) return
    const label = input.current?.value.trim() ?? ''
    if (label === '' && !labelling.optional) {
      close()
      return
    }
    if (mark) session.marks.commit(mark, { ...mark, label })
    else if (draft) session.finishDrawing(session.marks.add(draft.frame, { ...draft.shape, label }))
    close()
  }

  return (
    <form onSubmit={save} className="absolute z-(--z-menu)" style={{ left, top, width: WIDTH }}>
      <input
        ref={input}
        aria-label={t('mark.label')}
        defaultValue={mark?.label ?? ''}
        maxLength={LONGEST}
        placeholder={t(labelling.optional ? 'mark.labelOptional' : 'mark.label')}
        onBlur={() => save()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          close()
        }}
        className="h-7 w-full rounded-2 border border-line-strong bg-well px-2 text-ink max-md:h-11 max-md:text-16"
      />
    </form>
  )
}
