import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import { presentedSecret } from '../../access/presented.ts'
import { secretHash } from '../../access/secret_hash.ts'
import { preparedRows } from '../../db/image-query.ts'
import { Unauthenticated } from '../../refusal.ts'
import type { Services } from '../../services.ts'
import { requireActor } from '../authenticate.ts'

/**
 * Who reads images. A viewer asks for thousands of frames with one session: the actor, and with it the namespaces, is
 * remembered for a few seconds and forgotten at once when the database says that a right has changed. That the session
 * still stands is asked every time.
 */

interface Known {
  actor: Actor
  secret: Buffer | undefined
  until: number
}

const REMEMBER_MS = 10_000
const MOST = 2000

interface Callers {
  known: Map<string, Known>
  /** Grows when rights change; an answer that was asked for before is not remembered. */
  generation: number
}

const perProcess = new WeakMap<Services, Callers>()

/** The channel on which triggers tell of changed rights (migration 0010). */
const ACCESS_CHANNEL = 'access'

function callersOf(services: Services): Callers {
  const existing = perProcess.get(services)
  if (existing) return existing
  const callers: Callers = { known: new Map(), generation: 0 }
  services.events.subscribe(ACCESS_CHANNEL, () => {
    callers.generation++
    callers.known.clear()
  })
  perProcess.set(services, callers)
  return callers
}

/** The caller of a reading request; 401 for nobody. Anything that changes something is authenticated in full. */
export async function readingActor(request: FastifyRequest, services: Services): Promise<Actor> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return requireActor(request, services)
  const callers = callersOf(services)
  const key = keyOf(request)
  if (key === undefined) return requireActor(request, services)
  const known = callers.known.get(key)
  if (known && known.until > Date.now()) {
    if (known.secret && !(await stands(services, known.secret))) {
      callers.known.delete(key)
      throw new Unauthenticated()
    }
    return known.actor
  }
  const { generation } = callers
  const actor = await requireActor(request, services)
  if (callers.known.size >= MOST) callers.known.clear()
  if (generation === callers.generation) {
    const secret = presentedSecret(request)?.secret
    callers.known.set(key, {
      actor,
      secret: secret ? secretHash(secret) : undefined,
      until: Date.now() + REMEMBER_MS,
    })
  }
  return actor
}

/** All that authentication looks at, as one hash. */
function keyOf(request: FastifyRequest): string | undefined {
  const secret = presentedSecret(request)?.secret
  const { authorization } = request.headers
  if (!secret && !authorization) return undefined
  return createHash('sha256')
    .update([secret ?? '', authorization ?? '', request.headers.cookie ?? '', request.ip].join('\n'))
    .digest('base64')
}

/** The conditions under which `openSession` lets someone in. */
async function stands(services: Services, secret: Buffer): Promise<boolean> {
  const rows = await preparedRows(
    services,
    sql<{ stands: boolean }>`
      select not u.disabled and not u.blocked and u.deleted is null as stands
      from session s join "user" u on u.uuid = s.user_id
      where s.secret_hash = ${secret} and s.expires > now() and not s.pin_required and not s.sign_required`,
  )
  return rows[0]?.stands === true
}
