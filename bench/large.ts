import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { encodeFile } from '#server/dicom/json-encode.ts'
import type { JsonDataSet } from '#server/dicom/json-model.ts'
import { memoryOf, type OurServer } from './servers.ts'

/** One object of two gigabytes, stored and fetched: how fast, and how much memory the server takes for it. */

export interface LargeResult {
  name: string
  megabytes: number
  seconds: number
  /** Of the server's resident memory over what it was before, MB. */
  growth: number
}

const EDGE = 1024
const STUDY = '1.2.826.0.1.3680043.10.1.9'
const INSTANCE = `/studies/${STUDY}/series/${STUDY}.1/instances/${STUDY}.1.1`

function* frames(count: number): Generator<Buffer> {
  const frame = Buffer.alloc(EDGE * EDGE * 2)
  for (let n = 0; n < count; n++) {
    frame.writeUInt32LE(n, (n * 4) % frame.length)
    yield frame
  }
}

/** A multi-frame secondary capture of so many megabytes, made while it is sent. */
function object(megabytes: number): { file: AsyncIterable<Uint8Array>; bytes: number } {
  const count = Math.floor(megabytes / 2)
  const us = (value: number) => ({ vr: 'US', Value: [value] })
  const text = (vr: string, value: string) => ({ vr, Value: [value] })
  const set: JsonDataSet = {
    '00080016': text('UI', '1.2.840.10008.5.1.4.1.1.7.3'),
    '00080018': text('UI', `${STUDY}.1.1`),
    '00080060': text('CS', 'OT'),
    '0020000D': text('UI', STUDY),
    '0020000E': text('UI', `${STUDY}.1`),
    '00280002': us(1),
    '00280004': text('CS', 'MONOCHROME2'),
    '00280008': { vr: 'IS', Value: [count] },
    '00280010': us(EDGE),
    '00280011': us(EDGE),
    '00280100': us(16),
    '00280101': us(16),
    '00280102': us(15),
    '00280103': us(0),
  }
  const length = count * EDGE * EDGE * 2
  const pixels = { vr: 'OW', length, encapsulated: false, source: frames(count) }
  return { file: encodeFile(set, { pixels }), bytes: length }
}

const SAMPLE_MS = 50

/** The server's memory while something is done. */
async function watched(pid: number, name: string, work: () => Promise<number>): Promise<LargeResult> {
  const before = memoryOf([pid]) ?? 0
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf([pid]) ?? 0)
  }, SAMPLE_MS)
  const started = performance.now()
  try {
    const bytes = await work()
    const seconds = (performance.now() - started) / 1000
    return { name, megabytes: Math.round(bytes / 1_048_576), seconds, growth: peak - before }
  } finally {
    clearInterval(timer)
  }
}

function store({ dicomweb }: OurServer, megabytes: number): Promise<number> {
  const { file, bytes } = object(megabytes)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${dicomweb.base}/studies`,
      { method: 'POST', headers: { ...dicomweb.headers, 'content-type': 'application/dicom' } },
      (answer) => {
        answer.resume()
        answer.on('end', () =>
          answer.statusCode === 200
            ? resolve(bytes)
            : reject(new Error(`storing answered ${answer.statusCode}`)),
        )
      },
    )
    outgoing.on('error', reject)
    pipeline(Readable.from(file, { objectMode: false }), outgoing).catch(reject)
  })
}

function fetchWhole({ dicomweb }: OurServer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { ...dicomweb.headers, accept: 'application/dicom; transfer-syntax=*' }
    request(`${dicomweb.base}${INSTANCE}`, { headers }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('error', reject)
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(bytes)
          : reject(new Error(`fetching answered ${answer.statusCode}`)),
      )
    })
      .on('error', reject)
      .end()
  })
}

export async function measureLarge(ours: OurServer, megabytes: number): Promise<LargeResult[]> {
  const pid = ours.pids[0] ?? 0
  return [
    await watched(pid, 'STOW-RS, one object', () => store(ours, megabytes)),
    await watched(pid, 'WADO-RS, the same', () => fetchWhole(ours)),
  ]
}
