import { parentPort, workerData } from 'node:worker_threads'
import encoders from 'h264-mp4-encoder'
import { z } from 'zod'
import type { FilmOrder, FilmReply } from './mp4-encode.ts'

/** Puts pictures together as H.264 in MP4, one at a time as they come. */

const { width, height, frameRate } = z
  .object({ width: z.number(), height: z.number(), frameRate: z.number() })
  .parse(workerData)

/** Of H.264: 10 is nearly without loss, 51 the worst. Films are looked at, not measured. */
const QUANTIZATION = 18

const encoder = await encoders.createH264MP4Encoder()
encoder.width = width
encoder.height = height
encoder.frameRate = frameRate
encoder.quantizationParameter = QUANTIZATION
encoder.outputFilename = 'film.mp4'
encoder.initialize()

const send = (reply: FilmReply) => parentPort?.postMessage(reply)

parentPort?.on('message', (order: FilmOrder) => {
  if (order.kind === 'picture') {
    encoder.addFrameRgba(order.rgba)
    send({ kind: 'taken' })
    return
  }
  encoder.finalize()
  send({ kind: 'film', bytes: encoder.FS.readFile(encoder.outputFilename) })
})
send({ kind: 'taken' })
