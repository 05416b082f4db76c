import type { AnnotationRecord } from '#contract/annotation.ts'
import { type ImageReference, imageKey, type Saving } from '../marks/mark.ts'
import type { MarkedStudy } from '../marks/marks.ts'
import type { Outbox, OutboxEntry } from '../marks/outbox.ts'
import { type DraftPart, type DraftSlice, draftPartOf } from './annotation.ts'
import type { Draft, PaintedSlice } from './draft.ts'
import { decodeRuns } from './runs.ts'

/** Before the id of an annotation in the outbox. */
export const DRAFT_KEY = 'segment:'
const CONFLICT = 'CHANGED'

const savingOf = ({ refused }: OutboxEntry): Saving =>
  refused === undefined ? 'waiting' : refused === CONFLICT ? 'conflict' : 'refused'

/** A part of a segmentation as it is saved, or as this browser still has to send it. */
interface Part<J extends DraftPart = DraftPart> {
  readonly json: J
  readonly at: ImageReference
  readonly uuid: string | undefined
  readonly version: string | undefined
  readonly author: string
  readonly authorId: string
  readonly saving: Saving
}

const recorded = (record: AnnotationRecord): Part[] => {
  const json = draftPartOf(record.json)
  if (!json) return []
  return [
    {
      json,
      at: {
        SeriesInstanceUID: record.series_uid,
        SOPInstanceUID: record.instance_uid,
        frameNumber: record.frame_number,
      },
      uuid: record.uuid,
      version: record.updated,
      author: record.user_name,
      authorId: record.user_id,
      saving: 'saved',
    },
  ]
}

function waiting(
  entry: OutboxEntry,
  saved: Part | undefined,
  user: { uuid: string; name: string },
): Part | undefined {
  const { series_uid, instance_uid, frame_number } = entry.want ?? {}
  const json = entry.want && draftPartOf(entry.want.json)
  if (!json || typeof series_uid !== 'string' || typeof instance_uid !== 'string') return undefined
  if (typeof frame_number !== 'number') return undefined
  return {
    json,
    at: { SeriesInstanceUID: series_uid, SOPInstanceUID: instance_uid, frameNumber: frame_number },
    uuid: entry.uuid ?? saved?.uuid,
    // In a conflict: the version that a decision for one's own goes over.
    version: entry.refused === CONFLICT ? (saved?.version ?? entry.base) : entry.base,
    author: saved?.author ?? user.name,
    authorId: saved?.authorId ?? user.uuid,
    saving: savingOf(entry),
  }
}

const isSlice = (part: Part): part is Part<DraftSlice> => part.json.kind === 'slice'

/** What is known already and has not changed need not be unpacked again. */
function sliceOf(
  { json, ...part }: Part<DraftSlice>,
  known: PaintedSlice | undefined,
): PaintedSlice | undefined {
  const { id, rows, columns, runs } = json
  const same = known?.id === id && known.saving === part.saving && known.version === part.version
  const labels = same ? known.labels : decodeRuns(runs, rows * columns)
  const { at, uuid, version, saving } = part
  return labels && { ...at, id, uuid, version, rows, columns, labels, saving }
}

/**
 * The segmentations that the annotations of a study make up, with what this browser still has to send over them, and how
 * many annotations were theirs.
 */
export function savedDrafts(
  study: MarkedStudy,
  records: readonly AnnotationRecord[],
  outbox: Outbox,
  user: { uuid: string; name: string },
  before: ReadonlyMap<string, Draft>,
): { drafts: Draft[]; count: number } {
  const parts = new Map(records.flatMap(recorded).map((part) => [part.json.id, part]))
  const count = parts.size
  for (const entry of outbox.state.get().entries.values()) {
    if (entry.kind !== 'segment' || entry.studyId !== study.studyId) continue
    const id = entry.key.slice(DRAFT_KEY.length)
    const part = waiting(entry, parts.get(id), user)
    if (part) parts.set(id, part)
    else parts.delete(id)
  }

  const slices = [...parts.values()].filter(isSlice)
  const slicesOf = (draftId: string) => {
    const known = before.get(draftId)?.slices
    return new Map(
      slices.flatMap((part): [string, PaintedSlice][] => {
        if (part.json.segmentation !== draftId) return []
        const key = imageKey(part.at)
        const slice = sliceOf(part, known?.get(key))
        return slice ? [[key, slice]] : []
      }),
    )
  }
  const drafts = [...parts.values()].flatMap(({ json, ...part }): Draft[] => {
    if (json.kind !== 'segmentation') return []
    const { id, name, segments } = json
    const mayEdit = study.mayEdit && part.authorId === user.uuid
    return [{ ...part, id, name, segments, studyId: study.studyId, slices: slicesOf(id), mayEdit }]
  })
  return { drafts, count }
}
