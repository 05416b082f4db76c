import { z } from 'zod'
import { faxGateway } from '../fax.ts'
import { job } from './queue.ts'

/** Sends one document of the object store by fax. */
export const faxSend = job(
  'fax_send',
  z.object({ number: z.string(), hash: z.string(), filename: z.string() }),
  async ({ configuration, objects }, { number, hash, filename }) => {
    const pdf = new Uint8Array(await objects.read(hash))
    await faxGateway(configuration)?.send(number, { filename, pdf })
  },
)
