import {
  type AnnotationRecord,
  annotationList,
  annotationLock,
  annotationUnlock,
} from '#contract/annotation.ts'
import { call } from '#web/api/call.ts'
import type { Frame } from '../stacks/frame.ts'
import { createStore, type Store } from '../state/store.ts'
import { type History, NO_HISTORY, redone, type Step, stepped, undone } from './history.ts'
import { type Mark, newId, type Saving, type Shape } from './mark.ts'
import type { Delivered, Outbox, OutboxEntry } from './outbox.ts'
import { type AnnotationJson, fromJson } from './schema.ts'
import { markOn } from './section.ts'
import { markKey } from './send.ts'

export interface MarksState {
  /** Of all open studies, in the order they were made. */
  readonly marks: ReadonlyMap<string, Mark>
  /** Annotations of other programs, which cannot be drawn here, by study. */
  readonly foreign: ReadonlyMap<string, number>
  readonly history: History
  /** The studies whose saved marks could not be read. */
  readonly failed: ReadonlySet<string>
}

/** A study whose images are marked: the one that is read, or one beside it. */
export interface MarkedStudy {
  /** The uuid of its record. */
  readonly studyId: string
  readonly StudyInstanceUID: string
  readonly mayEdit: boolean
  readonly onlyOwn: boolean
}

export interface Marks {
  readonly store: Store<MarksState>
  /** Takes up a study, with what this browser still holds of it. */
  open(study: MarkedStudy): void
  /** Reads what is saved of a study; what is still on its way out stays as it is here. */
  load(studyId: string): Promise<void>
  /** Whether the reader may draw on the image. */
  mayDraw(frame: Frame): boolean
  /** Undefined where the reader may not. */
  add(frame: Frame, shape: Shape): Mark | undefined
  /** Shows a change that is still being made. */
  preview(id: string, shape: Shape): void
  /** Ends a change; `before` is the mark as it was when the change began. */
  commit(before: Mark, shape: Shape): void
  remove(id: string): void
  /** Locks a saved mark for everybody, or gives it free. */
  setLocked(id: string, locked: boolean): Promise<void>
  undo(): void
  redo(): void
  on(frame: Frame): Mark[]
  /** Ends a conflict: the reader's own change over the other, or the other's as it is. */
  decide(id: string, whose: 'own' | 'theirs'): Promise<void>
  confirmed(id: string, delivered: Delivered | undefined): void
}

export interface MarksOptions {
  user: { uuid: string; name: string }
  outbox: Outbox
  /** The mark as it is saved. */
  toJson: (mark: Mark) => AnnotationJson | undefined
  /** Takes the annotations of a study that are no marks; answers how many of them it knows. */
  others?: (study: MarkedStudy, records: readonly AnnotationRecord[]) => number
}

export function createMarks({ user, outbox, toJson, others }: MarksOptions): Marks {
  const store = createStore<MarksState>({
    marks: new Map(),
    foreign: new Map(),
    history: NO_HISTORY,
    failed: new Set(),
  })
  const studies = new Map<string, MarkedStudy>()
  /** Conflicts for which the other's version was read. */
  const asked = new Set<string>()
  const studyWith = ({ instance }: Frame) =>
    [...studies.values()].find(({ StudyInstanceUID }) => StudyInstanceUID === instance.StudyInstanceUID)

  const put = (mark: Mark) => store.set(({ marks }) => ({ marks: new Map(marks).set(mark.id, mark) }))
  const take = (id: string) =>
    store.set(({ marks }) => {
      const rest = new Map(marks)
      rest.delete(id)
      return { marks: rest }
    })
  const note = (step: Step) => store.set(({ history }) => ({ history: stepped(history, step) }))

  /** Shows a mark as it shall be, or not at all, and has it saved. */
  const bring = (id: string, studyId: string, wanted: Mark | undefined) => {
    const { uuid, version: base } = store.get().marks.get(id) ?? {}
    const key = markKey(id)
    if (!wanted) {
      take(id)
      outbox.put({ key, kind: 'mark', studyId, uuid, base, want: null })
      return
    }
    const mark: Mark = { ...wanted, uuid, version: base, saving: 'waiting' }
    put(mark)
    outbox.put({
      key,
      kind: 'mark',
      studyId,
      uuid,
      base,
      want: {
        series_uid: mark.SeriesInstanceUID,
        instance_uid: mark.SOPInstanceUID,
        frame_number: mark.frameNumber,
        json: toJson(mark),
      },
    })
  }

  const lockedFor = ({ mayEdit, onlyOwn }: MarkedStudy, authorId: string, locked: boolean) =>
    locked || !mayEdit || (onlyOwn && authorId !== user.uuid)

  const markOf = (study: MarkedStudy, record: AnnotationRecord, json: AnnotationJson): Mark => ({
    ...shapeOf(json),
    id: json.id,
    studyId: study.studyId,
    uuid: record.uuid,
    SeriesInstanceUID: record.series_uid,
    SOPInstanceUID: record.instance_uid,
    frameNumber: record.frame_number,
    author: record.user_name,
    authorId: record.user_id,
    created: json.created || record.created,
    version: record.updated,
    locked: lockedFor(study, record.user_id, record.locked === 1),
    fixed: record.locked === 1,
    lockable: !lockedFor(study, record.user_id, false),
    saving: 'saved',
  })

  /** A mark that this browser still has to send, as it was kept. */
  const waiting = (entry: OutboxEntry): Mark | undefined => {
    const json = fromJson(entry.want?.json)
    const { series_uid, instance_uid, frame_number } = entry.want ?? {}
    if (!json || typeof series_uid !== 'string' || typeof instance_uid !== 'string') return undefined
    if (typeof frame_number !== 'number') return undefined
    return {
      ...shapeOf(json),
      id: json.id,
      studyId: entry.studyId,
      uuid: entry.uuid,
      SeriesInstanceUID: series_uid,
      SOPInstanceUID: instance_uid,
      frameNumber: frame_number,
      author: user.name,
      authorId: user.uuid,
      created: json.created,
      locked: false,
      fixed: false,
      lockable: true,
      version: entry.base,
      saving: savingOf(entry),
    }
  }

  /** A change that the reader has to decide about, beside what is there now. */
  const disputed = (
    entry: OutboxEntry,
    theirs: Mark | undefined,
    own: Mark | undefined,
  ): Mark | undefined => {
    if (!theirs) return own
    if (entry.want === null) return { ...theirs, saving: 'conflict', deleting: true }
    return own && { ...own, rival: { shape: shapeIn(theirs), version: theirs.version ?? '' } }
  }

  const merge = (study: MarkedStudy, records: readonly AnnotationRecord[]) => {
    const { studyId } = study
    const marks = new Map([...store.get().marks].filter(([, mark]) => mark.studyId !== studyId))
    const rest: AnnotationRecord[] = []
    for (const record of records) {
      const json = fromJson(record.json)
      if (!json) rest.push(record)
      // Two programs may have copied one annotation: the second is kept apart under its own uuid.
      else marks.set(marks.has(json.id) ? record.uuid : json.id, markOf(study, record, json))
    }
    for (const entry of outbox.state.get().entries.values()) {
      if (entry.kind !== 'mark' || entry.studyId !== studyId) continue
      const id = entry.key.slice(markKey('').length)
      const own = waiting(entry)
      const theirs = marks.get(id)
      const conflict = entry.refused === CONFLICT ? disputed(entry, theirs, own) : undefined
      if (conflict) marks.set(id, { ...conflict, uuid: theirs?.uuid ?? conflict.uuid })
      else if (entry.want === null) marks.delete(id)
      else if (own) marks.set(id, { ...own, uuid: own.uuid ?? marks.get(id)?.uuid })
    }
    const foreign = rest.length - (others?.(study, rest) ?? 0)
    const failed = new Set(store.get().failed)
    failed.delete(studyId)
    store.set(({ foreign: before }) => ({ marks, foreign: new Map(before).set(studyId, foreign), failed }))
  }

  const travel = (from: typeof undone, take: 'before' | 'after') => {
    const moved = from(store.get().history)
    if (!moved) return
    store.set({ history: moved.history })
    const { id, before, after } = moved.step
    const studyId = (before ?? after)?.studyId
    if (studyId !== undefined) bring(id, studyId, moved.step[take])
  }

  outbox.state.subscribe(() => {
    for (const mark of store.get().marks.values()) {
      const entry = outbox.entry(markKey(mark.id))
      if (entry?.refused !== undefined && mark.saving === 'waiting') put({ ...mark, saving: savingOf(entry) })
    }
    for (const { key, refused, studyId } of outbox.state.get().entries.values()) {
      // What the other made of it is not here yet.
      if (refused === CONFLICT && !asked.has(key)) {
        asked.add(key)
        void marks.load(studyId)
      } else if (refused === undefined) asked.delete(key)
    }
  })

  const marks: Marks = {
    store,
    open(study) {
      studies.set(study.studyId, study)
      merge(study, [])
    },
    async load(studyId) {
      const study = studies.get(studyId)
      if (!study) return
      try {
        merge(study, (await call(annotationList, { study_id: studyId })).annotations)
      } catch {
        // What was read before stays on the images.
        store.set(({ failed }) => ({ failed: new Set(failed).add(studyId) }))
      }
    },
    mayDraw: (frame) => studyWith(frame)?.mayEdit === true,
    add(frame, shape) {
      const study = studyWith(frame)
      if (!study?.mayEdit) return undefined
      const mark: Mark = {
        ...shape,
        ...(frame.section ? { plane: frame.section.plane } : {}),
        id: newId(),
        studyId: study.studyId,
        uuid: undefined,
        SeriesInstanceUID: frame.instance.SeriesInstanceUID,
        SOPInstanceUID: frame.instance.SOPInstanceUID,
        frameNumber: frame.frameNumber,
        author: user.name,
        authorId: user.uuid,
        created: new Date().toISOString(),
        locked: false,
        fixed: false,
        lockable: true,
        saving: 'waiting',
      }
      bring(mark.id, mark.studyId, mark)
      note({ id: mark.id, before: undefined, after: mark })
      return mark
    },
    preview(id, shape) {
      const mark = store.get().marks.get(id)
      if (mark && !mark.locked) put({ ...mark, ...shape })
    },
    commit(before, shape) {
      if (before.locked) return
      const after = { ...before, ...shape }
      bring(before.id, before.studyId, after)
      note({ id: before.id, before, after })
    },
    remove(id) {
      const mark = store.get().marks.get(id)
      if (!mark || mark.locked) return
      bring(id, mark.studyId, undefined)
      note({ id, before: mark, after: undefined })
    },
    async setLocked(id, locked) {
      const mark = store.get().marks.get(id)
      if (!mark?.lockable || mark.uuid === undefined || mark.fixed === locked) return
      await call(locked ? annotationLock : annotationUnlock, { uuid: mark.uuid })
      const study = studies.get(mark.studyId)
      const now = store.get().marks.get(id)
      if (study && now) put({ ...now, fixed: locked, locked: lockedFor(study, mark.authorId, locked) })
    },
    undo: () => travel(undone, 'before'),
    redo: () => travel(redone, 'after'),
    on: (frame) => [...store.get().marks.values()].flatMap((mark) => markOn(mark, frame) ?? []),
    async decide(id, whose) {
      const mark = store.get().marks.get(id)
      const key = markKey(id)
      if (!mark) return
      if (whose === 'own') {
        const version = mark.rival?.version ?? mark.version
        if (version !== undefined) outbox.rebase(key, version)
        if (mark.deleting) take(id)
        else put({ ...without(mark), saving: 'waiting' })
        return
      }
      outbox.discard(key)
      await marks.load(mark.studyId)
    },
    confirmed(id, delivered) {
      const mark = store.get().marks.get(id)
      if (mark) {
        const { uuid, version = mark.version } = delivered ?? {}
        put({ ...without(mark), uuid, version, saving: 'saved' })
      }
    },
  }
  return marks
}

/** The refusal of a change to a mark that somebody else has changed since. */
const CONFLICT = 'CHANGED'

const savingOf = ({ refused }: OutboxEntry): Saving =>
  refused === undefined ? 'waiting' : refused === CONFLICT ? 'conflict' : 'refused'

/** A mark about which nothing is to be decided any more. */
const without = ({ rival: _, deleting: __, ...mark }: Mark): Mark => mark

const shapeIn = ({ tool, points, label, textAt, plane }: Mark): Shape => ({
  tool,
  points,
  label,
  ...(plane === undefined ? {} : { plane }),
  ...(textAt === undefined ? {} : { textAt }),
})

const shapeOf = ({ tool, label, image, plane }: AnnotationJson): Shape => ({
  tool,
  label,
  points: image.points,
  ...(plane === undefined ? {} : { plane }),
  ...(image.text === undefined ? {} : { textAt: image.text }),
})
