import { z } from 'zod'
import { smsGateway } from '../sms.ts'
import { job } from './queue.ts'

/** Sends one text message. The queue forgets it with the job, so that no PIN stays behind. */
export const smsSend = job(
  'sms_send',
  z.object({ to: z.string(), text: z.string() }),
  async (services, { to, text }) => smsGateway(services.configuration)?.send(to, text),
)
