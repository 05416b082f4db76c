import { referenceOf } from '../marks/keyimages.ts'
import { type ImageReference, imageKey, newId } from '../marks/mark.ts'
import type { MarkedStudy } from '../marks/marks.ts'
import type { Outbox } from '../marks/outbox.ts'
import type { Stack } from '../stacks/stack.ts'
import { createStore } from '../state/store.ts'
import { type DraftPart, type DraftSegment, type DraftSlice, wantedOf } from './annotation.ts'
import { type Draft, headJson, isPaintable, nextSegment, type PaintedSlice } from './draft.ts'
import { type Area, hasLabels, type Labels, paintStroke, withoutSegment } from './labels.ts'
import type { Change, Drafts, DraftsState, Painted, Step } from './painting.ts'
import { decodeRuns, encodeRuns } from './runs.ts'
import { DRAFT_KEY, savedDrafts } from './saved.ts'

/**
 * Segmentations that are being painted. Every stroke is kept in the outbox at once and on its way to the server; what is
 * undone and redone are whole strokes. Drafts of others are shown as they are saved.
 */

export interface DraftsOptions {
  user: { uuid: string; name: string }
  outbox: Outbox
  /** Reads the annotations of a study again. */
  reload: (studyId: string) => void
}

const MOST_STEPS = 100

const runsOf = (labels: Labels | undefined): string | undefined =>
  labels && hasLabels(labels) ? encodeRuns(labels) : undefined

export function createDrafts({ user, outbox, reload }: DraftsOptions): Drafts {
  const store = createStore<DraftsState>({ drafts: new Map(), past: [], future: [] })
  const studies = new Map<string, MarkedStudy>()
  const listeners = new Set<(key: string, area: Area) => void>()
  /** The image that a brush is on: nothing that comes from the server may take it from under it. */
  let painting: { readonly draftId: string; readonly key: string } | undefined

  const put = (draft: Draft) => store.set(({ drafts }) => ({ drafts: new Map(drafts).set(draft.id, draft) }))
  const editable = (id: string): Draft | undefined => {
    const draft = store.get().drafts.get(id)
    return draft?.mayEdit ? draft : undefined
  }
  const note = (step: Step) =>
    store.set(({ past }) => ({ past: [...past, step].slice(-MOST_STEPS), future: [] }))

  const send = (
    draft: Draft,
    part: Pick<PaintedSlice, 'id' | 'uuid' | 'version'>,
    at: ImageReference,
    json: DraftPart | null,
  ) =>
    outbox.put({
      key: DRAFT_KEY + part.id,
      kind: 'segment',
      studyId: draft.studyId,
      uuid: part.uuid,
      base: part.version,
      want: json && wantedOf(at, json),
    })

  const saveHead = (draft: Draft) => {
    put({ ...draft, saving: 'waiting' })
    send(draft, draft, draft.at, headJson(draft))
  }

  const sliceJson = (draft: Draft, { id, rows, columns, labels }: PaintedSlice): DraftSlice => ({
    schema: 'collimate.segmentation/1',
    kind: 'slice',
    id,
    segmentation: draft.id,
    rows,
    columns,
    runs: encodeRuns(labels),
  })

  /** Shows images as they shall be painted, and has them saved. */
  const bring = (
    draft: Draft,
    painted: readonly (Omit<Change, 'before' | 'after'> & { labels: Labels })[],
  ) => {
    const slices = new Map(draft.slices)
    for (const { at, rows, columns, labels } of painted) {
      const key = imageKey(at)
      const known = slices.get(key)
      if (!hasLabels(labels)) {
        slices.delete(key)
        if (known) send(draft, known, at, null)
        continue
      }
      const slice: PaintedSlice = {
        ...at,
        id: known?.id ?? newId(),
        uuid: known?.uuid,
        version: known?.version,
        rows,
        columns,
        labels,
        saving: 'waiting',
      }
      slices.set(key, slice)
      send(draft, slice, at, sliceJson(draft, slice))
    }
    put({ ...draft, slices })
  }

  const paint = (draft: Draft, painted: readonly Painted[]): Change[] => {
    const changes = painted.flatMap(({ frame, labels }): Change[] => {
      const at = referenceOf(frame)
      const before = runsOf(draft.slices.get(imageKey(at))?.labels)
      const after = runsOf(labels)
      const { rows, columns } = frame.plane
      return before === after ? [] : [{ at, rows, columns, before, after }]
    })
    bring(
      draft,
      painted.map(({ frame, labels }) => ({
        at: referenceOf(frame),
        rows: frame.plane.rows,
        columns: frame.plane.columns,
        labels,
      })),
    )
    return changes
  }

  const travel = (id: string, way: 'before' | 'after') => {
    const { past, future } = store.get()
    const step = (way === 'before' ? past : [...future].reverse()).findLast(({ draftId }) => draftId === id)
    const draft = editable(id)
    if (!step || !draft) return
    if (way === 'before') store.set({ past: past.filter((one) => one !== step), future: [step, ...future] })
    else store.set({ past: [...past, step], future: future.filter((one) => one !== step) })
    const segments = step.segments?.[way]
    const next = segments ? { ...draft, segments } : draft
    bring(
      next,
      step.changes.map(({ [way]: runs, ...change }) => ({
        ...change,
        labels:
          (runs === undefined ? undefined : decodeRuns(runs, change.rows * change.columns)) ??
          new Uint8Array(change.rows * change.columns),
      })),
    )
    const now = store.get().drafts.get(id)
    if (segments && now) saveHead(now)
  }

  const create = (stack: Stack, name: string, segments: readonly DraftSegment[]): Draft | undefined => {
    const [first] = stack.frames
    const study = [...studies.values()].find(
      ({ StudyInstanceUID }) => StudyInstanceUID === first?.instance.StudyInstanceUID,
    )
    if (!first || !study?.mayEdit) return undefined
    const draft: Draft = {
      id: newId(),
      studyId: study.studyId,
      at: referenceOf(first),
      name,
      segments,
      slices: new Map(),
      uuid: undefined,
      version: undefined,
      author: user.name,
      authorId: user.uuid,
      mayEdit: true,
      saving: 'waiting',
    }
    saveHead(draft)
    return draft
  }

  const drafts: Drafts = {
    store,
    merge(study, records) {
      studies.set(study.studyId, study)
      const { drafts: before } = store.get()
      const { drafts: found, count } = savedDrafts(study, records, outbox, user, before)
      const next = new Map([...before].filter(([, draft]) => draft.studyId !== study.studyId))
      for (const draft of found) {
        const under =
          painting?.draftId === draft.id ? before.get(draft.id)?.slices.get(painting.key) : undefined
        const slices = under && painting ? new Map(draft.slices).set(painting.key, under) : draft.slices
        next.set(draft.id, { ...draft, slices })
      }
      store.set({ drafts: next })
      return count
    },
    begin(stack, name, segmentLabel) {
      const first = nextSegment([], segmentLabel)
      return first && create(stack, name, [first])
    },
    import(stack, name, segments, painted) {
      const draft = create(stack, name, segments)
      if (draft) paint(draft, painted)
      return draft && store.get().drafts.get(draft.id)
    },
    rename(id, name) {
      const draft = editable(id)
      if (draft && draft.name !== name) saveHead({ ...draft, name })
    },
    addSegment(id, label) {
      const draft = editable(id)
      const segment = draft && nextSegment(draft.segments, label)
      if (draft && segment) saveHead({ ...draft, segments: [...draft.segments, segment] })
      return segment
    },
    setSegment(id, number, change) {
      const draft = editable(id)
      if (!draft) return
      const segments = draft.segments.map((one) => (one.number === number ? { ...one, ...change } : one))
      saveHead({ ...draft, segments })
    },
    removeSegment(id, number) {
      const draft = editable(id)
      if (!draft) return
      const after = draft.segments.filter((one) => one.number !== number)
      const changes = [...draft.slices.values()].flatMap((slice): (Change & { labels: Labels })[] => {
        if (!slice.labels.includes(number)) return []
        const labels = withoutSegment(slice.labels, number)
        const { SeriesInstanceUID, SOPInstanceUID, frameNumber, rows, columns } = slice
        const at = { SeriesInstanceUID, SOPInstanceUID, frameNumber }
        return [{ at, rows, columns, before: runsOf(slice.labels), after: runsOf(labels), labels }]
      })
      bring({ ...draft, segments: after }, changes)
      const now = store.get().drafts.get(id)
      if (now) saveHead(now)
      note({
        draftId: id,
        changes: changes.map(({ labels: _, ...change }) => change),
        segments: { before: draft.segments, after },
      })
    },
    remove(id) {
      const draft = editable(id)
      if (!draft) return
      for (const slice of draft.slices.values()) send(draft, slice, slice, null)
      send(draft, draft, draft.at, null)
      store.set(({ drafts: all, past, future }) => {
        const rest = new Map(all)
        rest.delete(id)
        const other = ({ draftId }: Step) => draftId !== id
        return { drafts: rest, past: past.filter(other), future: future.filter(other) }
      })
    },
    stroke(id, frame, brush) {
      const draft = editable(id)
      const at = referenceOf(frame)
      const key = imageKey(at)
      if (!draft || painting !== undefined || !isPaintable(draft, frame)) return undefined
      const { rows, columns } = frame.plane
      const known = draft.slices.get(key)
      const labels: Labels = known ? known.labels.slice() : new Uint8Array(rows * columns)
      painting = { draftId: id, key }
      const shown: PaintedSlice = {
        ...at,
        id: known?.id ?? newId(),
        uuid: known?.uuid,
        version: known?.version,
        rows,
        columns,
        labels,
        saving: known?.saving ?? 'waiting',
      }
      put({ ...draft, slices: new Map(draft.slices).set(key, shown) })
      /** The draft as it is now, with the image as it was before the brush came. */
      const untouched = (): Draft | undefined => {
        const now = store.get().drafts.get(id)
        if (!now) return undefined
        const slices = new Map(now.slices)
        if (known) slices.set(key, known)
        else slices.delete(key)
        return { ...now, slices }
      }
      return {
        to(from, to) {
          const area = paintStroke(labels, frame.plane, from, to, brush)
          if (area) for (const listener of listeners) listener(key, area)
        },
        end() {
          painting = undefined
          const now = untouched()
          if (!now) return
          const changes = paint(now, [{ frame, labels }])
          if (changes.length > 0) note({ draftId: id, changes })
        },
        cancel() {
          painting = undefined
          const now = untouched()
          if (now) put(now)
        },
      }
    },
    paint(id, painted) {
      const draft = editable(id)
      if (!draft) return
      const changes = paint(draft, painted)
      if (changes.length > 0) note({ draftId: id, changes })
    },
    undo: (id) => travel(id, 'before'),
    redo: (id) => travel(id, 'after'),
    decide(id, whose) {
      const draft = store.get().drafts.get(id)
      if (!draft) return
      for (const part of [draft, ...draft.slices.values()]) {
        if (part.saving !== 'conflict') continue
        if (whose === 'own' && part.version !== undefined) outbox.rebase(DRAFT_KEY + part.id, part.version)
        else outbox.discard(DRAFT_KEY + part.id)
      }
      reload(draft.studyId)
    },
    confirmed(key, delivered) {
      const id = key.slice(DRAFT_KEY.length)
      const known = delivered && { uuid: delivered.uuid, version: delivered.version }
      for (const draft of store.get().drafts.values()) {
        if (draft.id === id) put({ ...draft, ...known, saving: 'saved' })
        for (const [place, slice] of draft.slices)
          if (slice.id === id)
            put({
              ...draft,
              slices: new Map(draft.slices).set(place, { ...slice, ...known, saving: 'saved' }),
            })
      }
    },
    onPaint(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  /** What was refused, and in which study. */
  const asked = new Map<string, string>()
  outbox.state.subscribe(() => {
    for (const { key, kind, refused, studyId } of outbox.state.get().entries.values()) {
      if (kind !== 'segment') continue
      // What the other window made of it is not here yet.
      if (refused !== undefined && !asked.has(key)) {
        asked.set(key, studyId)
        reload(studyId)
      } else if (refused === undefined) asked.delete(key)
    }
    // One that was given up: what the server has stands again.
    for (const [key, studyId] of asked) {
      if (outbox.entry(key)) continue
      asked.delete(key)
      reload(studyId)
    }
  })
  return drafts
}
