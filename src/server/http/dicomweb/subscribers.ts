import type { FastifyInstance } from 'fastify'
import type { ChannelEvent } from '../../events/hub.ts'
import type { Services } from '../../services.ts'
import { eventReport, workitemChannel } from '../../workitem/report.ts'
import { isSubscribed } from '../../workitem/subscription.ts'
import { workitemScope } from '../../workitem/workitem.ts'
import { requireActor } from '../authenticate.ts'

/** `GET /subscribers/{aetitle}`: the notification connection of UPS-RS (PS3.18 §11.13): reports as they happen. */
export function subscriberRoute(app: FastifyInstance, services: Services): void {
  app.get<{ Params: { aetitle: string } }>(
    '/dicomweb/subscribers/:aetitle',
    {
      websocket: true,
      preValidation: async (request) => {
        await requireActor(request, services)
      },
    },
    async (socket, request) => {
      const stops: (() => void)[] = []
      let closed = false
      socket.on('close', () => {
        closed = true
        for (const stop of stops) stop()
      })
      const actor = await requireActor(request, services)
      const subscriber = { user_id: actor.user_id, aetitle: request.params.aetitle }
      const tell = async (event: ChannelEvent) => {
        if (!(await isSubscribed(services.db, subscriber, event))) return
        if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(eventReport(event)))
      }
      // Reports go out in the order of what they report.
      let told = Promise.resolve()
      const places = actor.guest ? [] : await workitemScope(services.db, actor, 'order_view')
      if (closed) return
      for (const namespace of places)
        stops.push(
          services.events.subscribe(workitemChannel(namespace), (event) => {
            told = told
              .then(() => tell(event))
              .catch((error: unknown) => services.log.error({ err: error }, 'a report was not sent'))
          }),
        )
    },
  )
}
