import { createHmac } from 'node:crypto'
import { Agent, fetch } from 'undici'
import { z } from 'zod'
import type { AiStack } from './stack.ts'

/** How long a stack may think. */
const THINKS_MS = 10 * 60 * 1000
/** What it may answer. */
const LARGEST = 4 * 1024 * 1024

const answered = z.looseObject({ answer: z.unknown().refine((value) => value !== undefined) })

/** `t=SECONDS,v1=HEX`: HMAC-SHA256 of the time, a full stop and the body, so that an old request is no new one. */
export const signatureOf = (key: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`

/**
 * A stack behind HTTP: a signed POST of the question as JSON, answered by a JSON object with `answer`. The address is
 * the operator's, so it may be in their own network; it is not followed elsewhere.
 */
export function httpStack(url: string, key: string, failed: (why: string) => Error): AiStack {
  const dispatcher = new Agent({ headersTimeout: THINKS_MS, bodyTimeout: THINKS_MS })
  return {
    async ask(question) {
      const body = JSON.stringify(question)
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'x-collimate-signature': signatureOf(key, Math.floor(Date.now() / 1000), body),
        },
        redirect: 'error',
        signal: AbortSignal.timeout(THINKS_MS),
        dispatcher,
      }).catch(() => {
        throw failed('The AI stack could not be reached')
      })
      const text = await textOf(response.body ?? [], failed)
      if (!response.ok) throw failed(`The AI stack answered ${response.status}`)
      const parsed = answered.safeParse(jsonOf(text))
      if (!parsed.success) throw failed('The AI stack answered something else than an answer')
      return { ...parsed.data, answer: parsed.data.answer }
    },
  }
}

async function textOf(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  failed: (why: string) => Error,
): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > LARGEST) throw failed('The answer of the AI stack is too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
