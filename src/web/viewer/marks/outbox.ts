import { z } from 'zod'
import { ConnectionError, errorTypeOf } from '#web/api/refusal.ts'
import { createStore, type Store } from '../state/store.ts'
import { newId } from './mark.ts'

/**
 * What a reader made and the server has not confirmed yet. Each entry is the wanted state of one thing, kept in this
 * browser until it is confirmed: it survives a reload, a crash and minutes without a connection, and several changes to
 * one thing become one. Entries of another study go out with the next study that this user opens.
 */

const entrySchema = z.object({
  key: z.string(),
  kind: z.enum(['mark', 'keyimage', 'segment']),
  studyId: z.string(),
  /** The server's uuid, once known. */
  uuid: z.string().optional(),
  /** The version that the change was made on, where the server counts versions. */
  base: z.string().optional(),
  /** What should be there; null when it should not. */
  want: z.record(z.string(), z.unknown()).nullable(),
  /** It was sent without an answer: the server may have it already. */
  uncertain: z.boolean(),
  /** The server's refusal; not sent again unless asked. */
  refused: z.string().optional(),
  /** The page that made it: two pages may want two things of one mark, and neither takes the other's away. */
  page: z.string().optional(),
})
export type OutboxEntry = z.output<typeof entrySchema>

/** Under what the server knows an entry now. */
export interface Delivered {
  readonly uuid: string
  readonly version?: string
}

/** Sends an entry; answers undefined when the thing is gone, as it should be. */
export type Send = (entry: OutboxEntry) => Promise<Delivered | undefined>

export interface OutboxState {
  readonly entries: ReadonlyMap<string, OutboxEntry>
  /** The last attempt found no server. */
  readonly offline: boolean
  /** This browser keeps nothing (its storage is full or switched off): closing the page would lose the entries. */
  readonly volatile: boolean
}

export interface Outbox {
  readonly state: Store<OutboxState>
  put(entry: Pick<OutboxEntry, 'key' | 'kind' | 'studyId' | 'uuid' | 'want' | 'base'>): void
  entry(key: string): OutboxEntry | undefined
  /** Sends what is waiting at once, refused entries included. */
  again(): void
  /** Sends an entry again that was refused because of a newer version: over this one. */
  rebase(key: string, base: string): void
  /** Gives up an entry that the server refused. */
  discard(key: string): void
  stop(): void
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000

export interface OutboxOptions {
  userId: string
  send: Send
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
  /** Called when the server has confirmed an entry that has not changed since. */
  confirmed: (key: string, delivered: Delivered | undefined) => void
}

export function createOutbox({ userId, send, storage, confirmed }: OutboxOptions): Outbox {
  const prefix = `collimate.outbox.${userId}.`
  const page = newId()
  const nameOf = ({ key, page: by }: OutboxEntry) => `${prefix}${key}${by === undefined ? '' : `@${by}`}`
  const state = createStore<OutboxState>({
    entries: restored(storage, prefix),
    offline: false,
    volatile: false,
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_WAIT_MS
  let sending = false
  let stopped = false

  const write = (entry: OutboxEntry) => {
    state.set(({ entries }) => ({ entries: new Map(entries).set(entry.key, entry) }))
    try {
      storage.setItem(nameOf(entry), JSON.stringify(entry))
      state.set({ volatile: false })
    } catch {
      state.set({ volatile: true })
    }
  }

  const drop = (key: string) => {
    const entry = state.get().entries.get(key)
    state.set(({ entries }) => {
      const rest = new Map(entries)
      rest.delete(key)
      return { entries: rest }
    })
    if (entry) storage.removeItem(nameOf(entry))
  }

  const next = () => [...state.get().entries.values()].find(({ refused }) => refused === undefined)

  const settle = (sent: OutboxEntry, delivered: Delivered | undefined) => {
    const now = state.get().entries.get(sent.key)
    // Changed while it was on its way: the newer state goes out next, under the uuid just learnt.
    if (now && now.want !== sent.want) {
      write({ ...now, uuid: delivered?.uuid, base: delivered?.version, uncertain: false })
    } else {
      drop(sent.key)
      confirmed(sent.key, delivered)
    }
  }

  const fail = (sent: OutboxEntry, error: unknown) => {
    const now = state.get().entries.get(sent.key) ?? sent
    // What is neither an answer nor a lost connection is a mistake of ours: the others must not wait behind it.
    const refused = errorTypeOf(error) ?? (error instanceof ConnectionError ? undefined : String(error))
    if (refused !== undefined) {
      write({ ...now, uncertain: false, refused })
      return true
    }
    write({ ...now, uncertain: true })
    state.set({ offline: true })
    timer = setTimeout(pump, wait)
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    return false
  }

  /** Answers false when there is no connection: the rest waits as well. */
  const attempt = async (entry: OutboxEntry): Promise<boolean> => {
    if (!state.get().volatile && storage.getItem(nameOf(entry)) === null) {
      // Another page of this browser has brought it to the server meanwhile.
      drop(entry.key)
      confirmed(entry.key, known(entry))
      return true
    }
    try {
      const delivered = await send(entry)
      wait = FIRST_WAIT_MS
      if (state.get().offline) state.set({ offline: false })
      settle(entry, delivered)
      return true
    } catch (error) {
      return fail(entry, error)
    }
  }

  const pump = async () => {
    clearTimeout(timer)
    if (sending || stopped) return
    sending = true
    try {
      for (let entry = next(); entry && !stopped; entry = next()) {
        if (!(await alone(prefix + entry.key, () => attempt(entry)))) return
      }
    } finally {
      sending = false
    }
  }

  const onOnline = () => void pump()
  window.addEventListener('online', onOnline)
  void pump()

  return {
    state,
    put(change) {
      const before = state.get().entries.get(change.key)
      // What another page left is taken up: the new wish stands in its place.
      if (before && before.page !== page) storage.removeItem(nameOf(before))
      write({
        ...change,
        page,
        uuid: before?.uuid ?? change.uuid,
        base: before ? before.base : change.base,
        uncertain: before?.uncertain ?? false,
      })
      if (!state.get().offline) void pump()
    },
    entry: (key) => state.get().entries.get(key),
    again() {
      for (const { refused, ...entry } of state.get().entries.values()) {
        if (refused !== undefined) write(entry)
      }
      void pump()
    },
    rebase(key, base) {
      const entry = state.get().entries.get(key)
      if (!entry) return
      const { refused: _, ...rest } = entry
      write({ ...rest, base })
      void pump()
    },
    discard(key) {
      const entry = state.get().entries.get(key)
      if (!entry) return
      drop(key)
      confirmed(key, known(entry))
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      window.removeEventListener('online', onOnline)
    },
  }
}

const known = ({ uuid }: OutboxEntry): Delivered | undefined => (uuid === undefined ? undefined : { uuid })

/** Runs while no other page of this browser works on the same entry, where the browser can tell. */
function alone<T>(name: string, run: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(name, run) : run()
}

function restored(storage: OutboxOptions['storage'], prefix: string): Map<string, OutboxEntry> {
  const found = new Map<string, OutboxEntry>()
  for (let index = 0; index < storage.length; index++) {
    const name = storage.key(index)
    if (!name?.startsWith(prefix)) continue
    const entry = parsed(storage.getItem(name))
    // Of two wishes for one thing the second waits for the next page: it will be a conflict, not a loss.
    if (entry && !found.has(entry.key)) found.set(entry.key, entry)
  }
  return found
}

function parsed(text: string | null): OutboxEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text ?? '')).data
  } catch {
    return undefined
  }
}
