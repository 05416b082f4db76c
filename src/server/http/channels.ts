import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Permission } from '#contract/permission.ts'
import { isUuid } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn, namespaceAccess } from '../access/namespaces.ts'
import { presentedSecret } from '../access/presented.ts'
import { sidMd5 } from '../access/session.ts'
import type { ChannelEvent } from '../events/hub.ts'
import type { Services } from '../services.ts'
import { authenticate } from './authenticate.ts'
import { subscriberRoute } from './dicomweb/subscribers.ts'

/**
 * The websocket of v3: JSON texts `subscribe`, `unsubscribe` and `ping`; events come with the MD5 of the sid that
 * subscribed. Our own pages are known by their cookie and pass no sid.
 */

const message = z.object({
  action: z.enum(['subscribe', 'unsubscribe', 'ping']),
  channel: z.string().max(200).optional(),
  sid: z.string().max(200).optional(),
})

const MOST_CHANNELS = 200

/** The right that each kind of channel needs. */
const CHANNELS: ReadonlyMap<string, Permission> = new Map([
  ['study', 'channel_study'],
  ['job', 'channel_study'],
  ['activity', 'channel_activity'],
  ['workitem', 'order_view'],
])

/**
 * `study.{namespace}` and `job.{namespace}` for those who hold the namespace with `channel_study`, `activity.{namespace}`
 * for those who hold it with `channel_activity`, `workitem.{namespace}` for
 * those who see its orders.
 */
async function mayListen(services: Services, actor: Actor, channel: string): Promise<boolean> {
  // An event tells of a whole namespace, and a guest sees single studies of it.
  if (actor.guest) return false
  const [kind, namespace] = channel.split('.')
  const permission = CHANNELS.get(kind ?? '')
  if (!permission || !namespace || !isUuid(namespace)) return false
  const access = await namespaceAccess(services.db, actor, namespace.toLowerCase())
  // As to a guest, so to a role that some of the studies are hidden from.
  const hides = access?.masks?.some((mask) => mask.permissions.includes('study_view')) === true
  return access !== undefined && !hides && mayIn(actor, access, permission)
}

/** A page of another site may open a socket with our cookie; its origin gives it away. */
function sameOrigin(request: FastifyRequest): boolean {
  const { origin, host } = request.headers
  if (!origin) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

export async function channelRoutes(app: FastifyInstance, services: Services): Promise<void> {
  await app.register(websocket, { options: { maxPayload: 64 * 1024 } })
  subscriberRoute(app, services)
  app.get('/api/v3/channel/websocket', { websocket: true }, (socket, request) => {
    const subscriptions = new Map<string, () => void>()
    const send = (text: object) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(text))
    }
    const unsubscribe = (channel: string) => {
      subscriptions.get(channel)?.()
      subscriptions.delete(channel)
    }

    const subscribe = async (channel: string, sid: string | undefined) => {
      const presented = presentedSecret(request, sid)
      if (presented?.byCookie && !sameOrigin(request))
        return send({ status: 'ERROR', error_type: 'NOT_PERMITTED', channel })
      const actor = await authenticate(request, services, sid)
      if (!actor) return send({ status: 'ERROR', error_type: 'AUTHENTICATION_REQUIRED', channel })
      if (subscriptions.size >= MOST_CHANNELS || !(await mayListen(services, actor, channel))) {
        return send({ status: 'ERROR', error_type: 'NOT_PERMITTED', channel })
      }
      const sid_md5 = presented ? sidMd5(presented.secret) : null
      unsubscribe(channel)
      subscriptions.set(
        channel,
        services.events.subscribe(channel, (event: ChannelEvent) => send({ ...event, sid_md5 })),
      )
      return send({ status: 'OK', channel })
    }

    socket.on('message', (data: Buffer) => {
      let said: z.output<typeof message>
      try {
        said = message.parse(JSON.parse(data.toString('utf8')))
      } catch {
        return send({ status: 'ERROR', error_type: 'INVALID_JSON' })
      }
      if (said.action === 'ping') return
      if (!said.channel)
        return send({ status: 'ERROR', error_type: 'MISSING_FIELDS', error_subtype: ['channel'] })
      if (said.action === 'unsubscribe') {
        unsubscribe(said.channel)
        return send({ status: 'OK', channel: said.channel })
      }
      subscribe(said.channel, said.sid).catch((error: unknown) => {
        services.log.error({ err: error }, 'subscription failed')
        send({ status: 'ERROR', error_type: 'INTERNAL_ERROR', channel: said.channel })
      })
    })
    socket.on('close', () => {
      for (const stop of subscriptions.values()) stop()
      subscriptions.clear()
    })
  })
}
