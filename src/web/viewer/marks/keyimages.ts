import { type KeyimageRecord, keyimageList } from '#contract/keyimage.ts'
import { call } from '#web/api/call.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import { createStore, type Store } from '../state/store.ts'
import { type ImageReference, imageKey, type Saving } from './mark.ts'
import type { Delivered, Outbox } from './outbox.ts'
import { keyimageKey } from './send.ts'

export interface Keyimage extends ImageReference {
  /** The uuid of the study record through which the reader sees the image. */
  readonly studyId: string
  readonly uuid: string | undefined
  readonly author: string
  readonly authorId: string
  readonly saving: Saving
}

/** A study whose key images are chosen: marks on a prior go to the prior. */
export interface StarredStudy {
  readonly studyId: string
  readonly StudyInstanceUID: string
  readonly mayEdit: boolean
  /** Where the versions of the study's images are listed. */
  readonly schema: string
}

export interface Keyimages {
  /** Of all open studies, by imageKey. */
  readonly store: Store<{ readonly images: ReadonlyMap<string, Keyimage> }>
  /** Takes up a study. */
  open(study: StarredStudy): void
  /** Reads what is saved of a study. */
  load(studyId: string): Promise<void>
  mayToggle(frame: Frame): boolean
  /** Marks the image, or takes the reader's own mark away. Answers false when the reader may not. */
  toggle(frame: Frame): boolean
  isOwn(image: Keyimage): boolean
  confirmed(key: string, delivered: Delivered | undefined): void
}

export interface KeyimagesOptions {
  user: { uuid: string; name: string }
  outbox: Outbox
}

export const referenceOf = ({ instance, frameNumber }: Frame): ImageReference => ({
  SeriesInstanceUID: instance.SeriesInstanceUID,
  SOPInstanceUID: instance.SOPInstanceUID,
  frameNumber,
})

export function createKeyimages({ user, outbox }: KeyimagesOptions): Keyimages {
  const store = createStore<{ images: ReadonlyMap<string, Keyimage> }>({ images: new Map() })
  const studies = new Map<string, StarredStudy>()
  const studyWith = ({ instance }: Frame) =>
    [...studies.values()].find(({ StudyInstanceUID }) => StudyInstanceUID === instance.StudyInstanceUID)

  const fromRecord = (studyId: string, record: KeyimageRecord): Keyimage => ({
    studyId,
    SeriesInstanceUID: record.series_uid,
    SOPInstanceUID: record.instance_uid,
    frameNumber: record.frame_number,
    uuid: record.uuid,
    author: record.user_name,
    authorId: record.user_id,
    saving: 'saved',
  })

  const merge = (studyId: string, records: readonly KeyimageRecord[] | undefined) => {
    const kept = [...store.get().images].filter(
      ([, image]) => records === undefined || image.studyId !== studyId,
    )
    const images = new Map(kept)
    for (const record of records ?? []) {
      const image = fromRecord(studyId, record)
      images.set(imageKey(image), image)
    }
    for (const entry of outbox.state.get().entries.values()) {
      if (entry.kind !== 'keyimage' || entry.studyId !== studyId) continue
      const { series_uid, instance_uid, frame_number } = entry.want ?? {}
      if (
        typeof series_uid === 'string' &&
        typeof instance_uid === 'string' &&
        typeof frame_number === 'number'
      ) {
        const reference = {
          SeriesInstanceUID: series_uid,
          SOPInstanceUID: instance_uid,
          frameNumber: frame_number,
        }
        images.set(imageKey(reference), {
          ...reference,
          studyId,
          uuid: entry.uuid,
          author: user.name,
          authorId: user.uuid,
          saving: entry.refused === undefined ? 'waiting' : 'refused',
        })
      } else if (entry.want === null) {
        for (const [key, image] of images) if (image.uuid === entry.uuid) images.delete(key)
      }
    }
    store.set({ images })
  }

  return {
    store,
    open(study) {
      studies.set(study.studyId, study)
    },
    async load(studyId) {
      try {
        merge(studyId, (await call(keyimageList, { study_id: studyId })).images)
      } catch {
        // What was read before stays; what this browser still holds is there in any case.
        merge(studyId, undefined)
      }
    },
    mayToggle: (frame) => studyWith(frame)?.mayEdit === true,
    toggle(frame) {
      const study = studyWith(frame)
      if (!study?.mayEdit) return false
      const { studyId, schema } = study
      const reference = referenceOf(frame)
      const key = imageKey(reference)
      const images = new Map(store.get().images)
      const marked = images.get(key)
      if (marked && marked.authorId !== user.uuid) return false
      if (marked) images.delete(key)
      else
        images.set(key, {
          ...reference,
          studyId,
          uuid: undefined,
          author: user.name,
          authorId: user.uuid,
          saving: 'waiting',
        })
      store.set({ images })
      outbox.put({
        key: keyimageKey(studyId, reference),
        kind: 'keyimage',
        studyId,
        uuid: marked?.uuid,
        want: marked
          ? null
          : {
              series_uid: reference.SeriesInstanceUID,
              instance_uid: reference.SOPInstanceUID,
              frame_number: reference.frameNumber,
              schema,
            },
      })
      return true
    },
    isOwn: ({ authorId }) => authorId === user.uuid,
    confirmed(key, delivered) {
      const images = new Map(store.get().images)
      for (const [at, image] of images) {
        if (keyimageKey(image.studyId, image) === key)
          images.set(at, { ...image, uuid: delivered?.uuid, saving: 'saved' })
      }
      store.set({ images })
    },
  }
}

/** The key image of a stack that is `steps` on from an image, or the last on the way; undefined where it has none. */
export function nextKeyImage(
  { frames }: Stack,
  from: number,
  steps: number,
  { store }: Pick<Keyimages, 'store'>,
): number | undefined {
  const { images } = store.get()
  const starred = frames.flatMap((frame, index) => (images.has(imageKey(referenceOf(frame))) ? [index] : []))
  if (starred.length === 0) return undefined
  const ahead = starred.filter((index) => (steps > 0 ? index > from : index < from))
  const way = steps > 0 ? ahead : ahead.reverse()
  return way[Math.min(Math.abs(steps), way.length) - 1] ?? from
}
