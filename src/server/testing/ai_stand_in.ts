import { createServer } from 'node:http'
import { signatureOf } from '../ai/http.ts'

/** A service that answers questions, as an installation would have one. */

export interface Asked {
  id: string
  question: string
  detail: string | null
  settings: string | null
  namespace_id: string
  study?: { uuid: string }
}

export const AI_KEY = 'a-key-of-32-characters-or-so-000'

/** Listens on a port of this machine, for who signs with AI_KEY. `answers` says what comes back for a question. */
export function aiStandIn(port: number) {
  const asked: Asked[] = []
  const answers = new Map<string, { status?: number; body: string }>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const signature = String(request.headers['x-collimate-signature'])
      const seconds = Number(/^t=(\d+)/.exec(signature)?.[1])
      if (signature !== signatureOf(AI_KEY, seconds, body)) return response.writeHead(403).end()
      const question: Asked = JSON.parse(body)
      asked.push(question)
      const answer = answers.get(question.question)
      response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json' })
      response.end(answer?.body ?? JSON.stringify({ answer: `${question.question}!` }))
      return undefined
    })
  })
  return {
    asked,
    answers,
    open: () => new Promise<void>((done) => void server.listen(port, '127.0.0.1', done)),
    close: () => new Promise<void>((done) => void server.close(() => done())),
  }
}
