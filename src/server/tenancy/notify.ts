import type { Kysely } from 'kysely'
import type { EventKind } from '#contract/event.ts'
import type { Database } from '../db/tables.ts'
import { publish } from '../events/hub.ts'
import { enqueue } from '../jobs/queue.ts'
import type { Wording } from '../mail/compose.ts'

export interface Notification {
  namespace_id: string
  kind: EventKind
  /** Nothing of a patient: whoever opens the page sees whom it is about. */
  wording: Wording
  /** `place` need not be given: it is the namespace's name. */
  values: Readonly<Record<string, string>>
  /** The page of ours that it leads to. */
  path: string
  /** Who caused it, and is not told. Nobody, where it came by itself. */
  by: string | null
  /** Only this user of the namespace is told. */
  to?: string
  /** This user is told as well who wants to know of another kind: once, if they want to know of both. */
  or?: { kind: EventKind; user_id: string }
  /** Of many such in a minute one is told of. */
  once?: string
}

const SECONDS = 60

/**
 * Tells those of a namespace who want to know of this kind of event, once the transaction has committed: by mail, and at
 * once whoever listens to `activity.{namespace}`.
 */
export async function notifyNamespace(tx: Kysely<Database>, notification: Notification): Promise<void> {
  const { once, ...told } = notification
  await enqueue(tx, 'notify', told, once === undefined ? {} : { key: `notify:${once}`, delay: SECONDS })
  const { namespace_id, kind, path } = told
  await publish(tx, { channel: `activity.${namespace_id}`, event: ACTIVITY, kind, namespace_id, path })
}

/** Something that waited in a namespace does so no longer: whoever listens reads again, and nobody is mailed. */
export const tellAnswered = (tx: Kysely<Database>, namespace_id: string, kind: EventKind): Promise<void> =>
  publish(tx, { channel: `activity.${namespace_id}`, event: ACTIVITY, kind, namespace_id, path: '/inbox' })
const ACTIVITY = 'ACTIVITY'
