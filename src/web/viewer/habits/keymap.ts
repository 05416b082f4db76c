import { z } from 'zod'
import { createStore } from '../state/store.ts'

/** Which keys stand for which actions: the standard ones, and what the reader has put in their place. Pure but for `keymap`. */

export const MOST_KEYS = 4

/** By action; what a reader has not changed is not kept, so that it goes on following the standard. */
export const ownKeysSchema = z.record(z.string(), z.array(z.string().min(1).max(40)).max(MOST_KEYS))
export type OwnKeys = Readonly<z.output<typeof ownKeysSchema>>
export type Keys = Readonly<Record<string, readonly string[]>>

/** The file that readers hand to each other. */
const keysFileSchema = z.object({ collimate: z.literal('keys/1'), keys: ownKeysSchema })

/** What the browser keeps for itself, whatever a page says (conventions 2). */
const RESERVED = new Set([
  ...['w', 't', 'n', 'r', 'l', 'PageUp', 'PageDown', 'Shift+t', 'Shift+n', 'Shift+w'].map(
    (key) => `Ctrl+${key}`,
  ),
  ...['Tab', 'Shift+Tab', 'Ctrl+Tab', 'F5', 'F11', 'F12', 'Enter'],
])

export const isReserved = (chord: string): boolean => RESERVED.has(chord) || /^Alt\+\p{L}$/u.test(chord)

export const keysWith = (standard: Keys, own: OwnKeys): Keys => ({ ...standard, ...own })

/** Keys that stand for more than one action, with those actions. Actions of another layer have keys of their own. */
export function conflictsIn(
  keys: Keys,
  isLayered: (action: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, { chord: string; actions: string[] }>()
  for (const [action, chords] of Object.entries(keys)) {
    for (const chord of new Set(chords)) {
      const key = `${isLayered(action)} ${chord}`
      uses.set(key, { chord, actions: [...(uses.get(key)?.actions ?? []), action] })
    }
  }
  return new Map(
    [...uses.values()]
      .filter(({ actions }) => actions.length > 1)
      .map(({ chord, actions }) => [chord, actions]),
  )
}

/** What of a set differs from the standard: what is worth keeping. */
export const ownIn = (standard: Keys, keys: Keys): OwnKeys =>
  Object.fromEntries(
    Object.entries(keys)
      .filter(([action, chords]) => JSON.stringify(chords) !== JSON.stringify(standard[action] ?? []))
      .map(([action, chords]) => [action, [...chords]]),
  )

/** What is read from a file; undefined for one that is none of ours. Unknown actions and reserved keys are left out. */
export function keysFrom(text: string, actions: readonly string[]): OwnKeys | undefined {
  try {
    const { data } = keysFileSchema.safeParse(JSON.parse(text))
    return (
      data &&
      Object.fromEntries(
        Object.entries(data.keys)
          .filter(([action]) => actions.includes(action))
          .map(([action, chords]) => [action, chords.filter((chord) => !isReserved(chord))]),
      )
    )
  } catch {
    return undefined
  }
}

/** The keys of whoever is signed in on this page. */
export const keymap = createStore<{ readonly own: OwnKeys }>({ own: {} })
