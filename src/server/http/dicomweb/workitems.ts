import type { FastifyReply } from 'fastify'
import { mayIn, namespacesOf } from '../../access/namespaces.ts'
import { isUID } from '../../dicom/instance.ts'
import { jsonText } from '../../dicom/json-encode.ts'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { newUID } from '../../dicom/uid.ts'
import { Refusal } from '../../refusal.ts'
import { searchWorkitems } from '../../workitem/search.ts'
import {
  FILTERED_SUBSCRIPTION,
  GLOBAL_SUBSCRIPTION,
  subscribe,
  suspend,
  unsubscribe,
} from '../../workitem/subscription.ts'
import {
  changeState,
  createWorkitem,
  findWorkitem,
  presentWorkitem,
  requestCancel,
  updateWorkitem,
  workitemScope,
} from '../../workitem/workitem.ts'
import type { DicomwebCall } from './context.ts'
import { sendDataSets } from './data-set-answer.ts'
import { dataSetsOf, isDataSetType, textOf } from './data-set-body.ts'
import { DicomwebFailure } from './failure.ts'
import { mediaType } from './multipart.ts'
import { queryValues } from './query.ts'

/** UPS-RS, the worklist service (PS3.18 §11). */

const MOST = 1000

/** The data set of the body; an empty one where none is needed. */
async function bodyOf({ request }: DicomwebCall, needed = true): Promise<JsonDataSet> {
  const { type } = mediaType(request.headers['content-type'] ?? '')
  const text = await textOf(request.raw)
  if (text.trim() === '' && !needed) return {}
  if (!isDataSetType(type))
    throw new DicomwebFailure(415, 'Send application/dicom+json or application/dicom+xml')
  const [set, more] = dataSetsOf(text, type)
  if (!set || more) throw new DicomwebFailure(400, 'The body holds one workitem')
  return set
}

/** A UID that stands in the query by itself, or under a name: `?1.2.3`, `?transaction-uid=1.2.3`. */
function queriedUID(call: DicomwebCall, ...names: string[]): string | undefined {
  const query = queryValues(call.request)
  for (const name of names) {
    const value = query.get(name)?.[0]
    if (value) return value
  }
  return [...query].find(([name, [value]]) => isUID(name) && !value)?.[0]
}

const warned = ({ request }: DicomwebCall, reply: FastifyReply, text: string | undefined): FastifyReply =>
  text === undefined ? reply : reply.header('warning', `299 ${request.host} "${text}"`)

const uidOf = ({ params }: DicomwebCall): string => params.workitem ?? ''

/** Where new steps go: the named namespace, else the actor's first account that lets them. */
async function placeOf({ services, actor, params }: DicomwebCall) {
  const scope = await workitemScope(services.db, actor, 'order_edit', params.namespace)
  const held = (await namespacesOf(services.db, actor)).filter(
    (access) => scope.includes(access.uuid) && mayIn(actor, access, 'order_edit'),
  )
  const place = held.find(({ type }) => type === 'account_id') ?? held[0]
  if (place) return place
  const [named] = scope
  if (named === undefined) throw new Refusal('NOT_PERMITTED')
  const row = await services.db
    .selectFrom('namespace')
    .select(['uuid', 'account_id'])
    .where('uuid', '=', named)
    .executeTakeFirstOrThrow()
  return row
}

/** `POST /workitems`. */
export async function createStep(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor, base } = call
  const place = await placeOf(call)
  const set = await bodyOf(call)
  const uid = queriedUID(call, 'workitem') ?? jsonText(set, '00080018') ?? newUID()
  await services.db.transaction().execute((tx) => createWorkitem(tx, actor, place, uid, set))
  const location = `${base}/workitems/${uid}`
  return reply.code(201).header('location', location).header('content-location', location).send()
}

/** `GET /workitems/{workitem}`. */
export async function retrieveStep(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor, params } = call
  const scope = await workitemScope(services.db, actor, 'order_view', params.namespace)
  const row = await findWorkitem(services.db, scope, uidOf(call))
  reply.header('cache-control', 'private, no-cache')
  return sendDataSets(call, reply, [presentWorkitem(row)])
}

/** `GET /workitems?...`. */
export async function searchSteps(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor, params, request } = call
  const scope = await workitemScope(services.db, actor, 'order_view', params.namespace)
  const query = queryValues(request)
  const number = (name: string, otherwise: number): number => {
    const text = query.get(name)?.[0]
    if (text === undefined || text === '') return otherwise
    if (!/^\d{1,9}$/.test(text)) throw new DicomwebFailure(400, `${name} is a whole number`)
    return Number(text)
  }
  const asked = number('limit', MOST)
  const limit = Math.min(asked, MOST)
  const rows = await searchWorkitems(services.db, scope, query, {
    limit: limit + 1,
    offset: number('offset', 0),
  })
  reply.header('cache-control', 'private, no-cache')
  const cut = rows.length > limit && asked >= MOST
  warned(
    call,
    reply,
    cut
      ? 'The number of results exceeded the maximum supported by the server. Additional results can be requested.'
      : undefined,
  ) // prettier-ignore
  const found = rows.slice(0, limit).map(presentWorkitem)
  if (found.length === 0) return reply.code(204).send()
  return sendDataSets(call, reply, found)
}

/** Does something to a step of the path, which is locked meanwhile. */
async function withStep<T>(
  { services, actor, params }: DicomwebCall,
  uid: string,
  work: (tx: Parameters<typeof findWorkitem>[0], row: Awaited<ReturnType<typeof findWorkitem>>) => Promise<T>,
): Promise<T> {
  const scope = await workitemScope(services.db, actor, 'order_view', params.namespace)
  const editable = await workitemScope(services.db, actor, 'order_edit', params.namespace)
  return services.db.transaction().execute(async (tx) => {
    const row = await findWorkitem(tx, scope, uid, true)
    if (!editable.includes(row.namespace_id)) throw new Refusal('NOT_PERMITTED')
    return work(tx, row)
  })
}

/** `POST /workitems/{workitem}`. */
export async function updateStep(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const set = await bodyOf(call)
  const transaction = queriedUID(call, 'transaction-uid', 'transaction') ?? jsonText(set, '00081195')
  await withStep(call, uidOf(call), (tx, row) => updateWorkitem(tx, call.actor, row, set, transaction))
  return reply.send()
}

/** `PUT /workitems/{workitem}/state`. */
export async function changeStepState(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const set = await bodyOf(call)
  const warning = await withStep(call, uidOf(call), (tx, row) =>
    changeState(tx, call.actor, row, jsonText(set, '00741000'), jsonText(set, '00081195')),
  )
  return warned(call, reply, warning).send()
}

/** `POST /workitems/{workitem}/cancelrequest`. */
export async function cancelStep(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const reason = await bodyOf(call, false)
  const warning = await withStep(call, uidOf(call), (tx, row) => requestCancel(tx, call.actor, row, reason))
  return warned(call, reply.code(202), warning).send()
}

function aetitleOf({ params }: DicomwebCall): string {
  const { aetitle = '' } = params
  if (!/^[\x21-\x5b\x5d-\x7e]{1,16}$/.test(aetitle)) throw new DicomwebFailure(400, 'Not an AE title')
  return aetitle
}

const isWell = (uid: string) => uid === GLOBAL_SUBSCRIPTION || uid === FILTERED_SUBSCRIPTION

/** `POST /workitems/{workitem}/subscribers/{aetitle}`. */
export async function subscribeToSteps(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor, params, request, base } = call
  const uid = uidOf(call)
  const scope = await workitemScope(services.db, actor, 'order_view', params.namespace)
  const step = isWell(uid) ? undefined : await findWorkitem(services.db, scope, uid)
  const query = queryValues(request)
  const wanted = {
    aetitle: aetitleOf(call),
    step,
    filtered: uid === FILTERED_SUBSCRIPTION,
    query,
    deletionLock: query.get('deletionlock')?.[0]?.toLowerCase() === 'true',
  }
  await services.db.transaction().execute((tx) => subscribe(tx, actor, wanted))
  const location = `${base.replace(/^http/, 'ws')}/subscribers/${aetitleOf(call)}`
  return reply.code(201).header('content-location', location).send()
}

/** `DELETE /workitems/{workitem}/subscribers/{aetitle}`. */
export async function unsubscribeFromSteps(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor, params } = call
  const uid = uidOf(call)
  const scope = await workitemScope(services.db, actor, 'order_view', params.namespace)
  const step = isWell(uid) ? undefined : await findWorkitem(services.db, scope, uid)
  if (!(await unsubscribe(services.db, actor, aetitleOf(call), step)))
    throw new DicomwebFailure(404, 'There is no such subscription')
  return reply.send()
}

/** `POST /workitems/{well-known}/subscribers/{aetitle}/suspend`. */
export async function suspendSubscription(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  if (!isWell(uidOf(call)))
    throw new DicomwebFailure(400, 'Only subscriptions to all workitems are suspended')
  if (!(await suspend(call.services.db, call.actor, aetitleOf(call))))
    throw new DicomwebFailure(404, 'There is no such subscription')
  return reply.send()
}
