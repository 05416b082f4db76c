import { ConnectionError } from '#web/api/refusal.ts'
import { DicomwebError, fetchSeriesList, fetchSeriesMetadata } from '../data/fetchSeries.ts'
import { opensWith, type SeriesSummary } from '../data/series.ts'
import type { StudyAddress } from '../data/url.ts'
import { forgetStack, registerStack } from '../loading/metadata.ts'
import { calibrated } from '../stacks/calibrate.ts'
import { noteRealWorld } from '../stacks/realWorld.ts'
import {
  type OtherObject,
  type SeriesContent,
  type Stack,
  seriesContent,
  takenApart,
} from '../stacks/stack.ts'
import type { SuvType } from '../stacks/suvTypes.ts'
import { createStore, type Store } from './store.ts'

export type LoadFailure = 'missing' | 'denied' | 'unreachable'

export interface SeriesSlot extends SeriesSummary {
  /** Undefined until its metadata is there. */
  readonly content: SeriesContent | undefined
  readonly failure: LoadFailure | undefined
  /** Its many phases are stacks of their own. */
  readonly apart: boolean
}

export interface Content {
  readonly phase: 'loading' | 'ready' | 'failed'
  readonly failure: LoadFailure | undefined
  readonly series: readonly SeriesSlot[]
}

export interface StudyContent {
  readonly store: Store<Content>
  /** Reads what is new or has grown; what is unchanged stays as it is. `first` is read before the others, which wait for `others`. */
  load(first?: string | Promise<string | undefined>, others?: Promise<void>): Promise<void>
  stack(id: string): Stack | undefined
  object(id: string): OtherObject | undefined
  /** Takes the many phases of a series apart into stacks, or puts them together again. */
  setApart(SeriesInstanceUID: string, apart: boolean): void
  /** By how much the reader has changed the size of a series; 1 is what its file says. */
  calibration(SeriesInstanceUID: string): number
  calibrations(): ReadonlyMap<string, number>
  calibrate(SeriesInstanceUID: string, factor: number): void
  stop(): void
}

const failureOf = (error: unknown): LoadFailure => {
  const http = error instanceof DicomwebError || error instanceof ConnectionError ? error.http : undefined
  if (http === 404 || http === 410) return 'missing'
  return http === 401 || http === 403 ? 'denied' : 'unreachable'
}

export const stacksOf = ({ series }: Content): Stack[] =>
  series.flatMap(({ content }) => content?.stacks ?? [])

/** The same with the phases put together that are stacks of their own. */
export const everyStackOf = (content: Content): Stack[] => [
  ...stacksOf(content),
  ...content.series.flatMap(({ content: read }) => read?.wholes ?? []),
]

export const objectsOf = ({ series }: Content): OtherObject[] =>
  series.flatMap(({ content }) => content?.others ?? [])

/** Every series was read, or did not come. */
export const isRead = ({ phase, series }: Content): boolean =>
  phase === 'ready' && series.every(({ content, failure }) => content !== undefined || failure !== undefined)

/** The series of one study, read one after the other so that the first image waits for nothing else. */
/** `suvType`: by what uptake is counted. */
export function createContent(address: StudyAddress, suvType: SuvType): StudyContent {
  const store = createStore<Content>({ phase: 'loading', failure: undefined, series: [] })
  const leaving = new AbortController()
  const { signal } = leaving
  const together = new Map<string, SeriesContent>()
  /** Series whose size the reader has set: how they were read, and by which factor they changed. */
  const asRead = new Map<string, SeriesContent>()
  const factors = new Map<string, number>()

  const update = (SeriesInstanceUID: string, change: Partial<SeriesSlot>) =>
    store.set(({ series }) => ({
      series: series.map((slot) =>
        slot.SeriesInstanceUID === SeriesInstanceUID ? { ...slot, ...change } : slot,
      ),
    }))

  const read = async ({ SeriesInstanceUID }: SeriesSummary) => {
    try {
      const metadata = await fetchSeriesMetadata(address, SeriesInstanceUID, signal)
      const read = seriesContent(metadata, address.root, suvType)
      for (const { dataset } of read.others) noteRealWorld(dataset)
      if (signal.aborted) return
      asRead.set(SeriesInstanceUID, read)
      const factor = factors.get(SeriesInstanceUID)
      const content = factor === undefined ? read : calibrated(read, factor)
      content.stacks.forEach(registerStack)
      together.delete(SeriesInstanceUID)
      update(SeriesInstanceUID, { content, apart: false, failure: undefined })
    } catch (error) {
      if (!signal.aborted) update(SeriesInstanceUID, { failure: failureOf(error) })
    }
  }

  return {
    store,
    async load(first, others) {
      try {
        const found = await fetchSeriesList(address, signal)
        const known = new Map(store.get().series.map((slot) => [slot.SeriesInstanceUID, slot]))
        const stale = found.filter((summary) => {
          const slot = known.get(summary.SeriesInstanceUID)
          return !slot?.content || slot.instances !== summary.instances
        })
        store.set({
          phase: 'ready',
          failure: undefined,
          series: found.map((summary) => ({
            ...summary,
            content: known.get(summary.SeriesInstanceUID)?.content,
            apart: known.get(summary.SeriesInstanceUID)?.apart ?? false,
            failure: undefined,
          })),
        })
        const opening = opensWith(found, await first)
        const rest = stale.filter((summary) => summary !== opening)
        if (opening && stale.includes(opening)) await read(opening)
        await others
        // Two at a time: the pictures of the first series need the line as well.
        const readers = [0, 1].map(async () => {
          for (let next = rest.shift(); next && !signal.aborted; next = rest.shift()) await read(next)
        })
        await Promise.all(readers)
      } catch (error) {
        if (signal.aborted) return
        if (store.get().series.length === 0) store.set({ phase: 'failed', failure: failureOf(error) })
      }
    },
    stack: (id) => everyStackOf(store.get()).find((stack) => stack.id === id),
    object: (id) => objectsOf(store.get()).find((object) => object.id === id),
    setApart(SeriesInstanceUID, apart) {
      const slot = store.get().series.find((one) => one.SeriesInstanceUID === SeriesInstanceUID)
      if (!slot?.content) return
      const whole = together.get(SeriesInstanceUID) ?? slot.content
      together.set(SeriesInstanceUID, whole)
      update(SeriesInstanceUID, { content: apart ? takenApart(whole) : whole, apart })
    },
    calibration: (SeriesInstanceUID) => factors.get(SeriesInstanceUID) ?? 1,
    calibrations: () => new Map(factors),
    calibrate(SeriesInstanceUID, factor) {
      if (factor === 1) factors.delete(SeriesInstanceUID)
      else factors.set(SeriesInstanceUID, factor)
      const read = asRead.get(SeriesInstanceUID)
      if (!read) return
      const content = factor === 1 ? read : calibrated(read, factor)
      content.stacks.forEach(registerStack)
      together.delete(SeriesInstanceUID)
      update(SeriesInstanceUID, { content, apart: false })
    },
    stop() {
      leaving.abort()
      stacksOf(store.get()).forEach(forgetStack)
    },
  }
}
