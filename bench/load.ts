import { Agent, request } from 'node:http'

/** A server to be measured: the address of its DICOMweb service or API, and what every request carries. */
export interface Target {
  name: string
  base: string
  headers: Record<string, string>
}

export interface Ask {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: Buffer
}

export interface Figures {
  perSecond: number
  /** Milliseconds from the request to the last byte. */
  p50: number
  p95: number
  requests: number
  failures: number
}

interface Answer {
  status: number
  milliseconds: number
  body: Buffer
}

/** One request, its answer read to the end. */
export function send(target: Target, ask: Ask, agent: Agent): Promise<Answer> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const outgoing = request(
      target.base + ask.path,
      {
        method: ask.method ?? 'GET',
        agent,
        headers: {
          ...target.headers,
          ...ask.headers,
          ...(ask.body ? { 'content-length': ask.body.length } : {}),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            milliseconds: performance.now() - started,
            body: Buffer.concat(chunks),
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(ask.body)
  })
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** Asks until there is nothing more to ask or the time is up, with so many requests at once. */
export async function load(
  target: Target,
  next: (n: number) => Ask | undefined,
  concurrency: number,
  seconds: number,
): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const times: number[] = []
  let failures = 0
  let n = 0
  const started = performance.now()
  const worker = async () => {
    while (performance.now() - started < seconds * 1000) {
      const ask = next(n++)
      if (!ask) return
      const { status, milliseconds } = await send(target, ask, agent)
      if (status >= 200 && status < 300) times.push(milliseconds)
      else failures++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const elapsed = (performance.now() - started) / 1000
  agent.destroy()
  times.sort((a, b) => a - b)
  return {
    perSecond: times.length / elapsed,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    requests: times.length,
    failures,
  }
}
