import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach } from 'vitest'
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

const KEY = 'a-key-of-32-characters-or-so-000'

/** Serves while the tests of a file run; the test says what comes back for a question. */
export function aiService() {
  const asked: Asked[] = []
  const answers = new Map<string, { status?: number; body: string }>()
  const port = 40_000 + Math.floor(Math.random() * 10_000)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const signature = String(request.headers['x-collimate-signature'])
      const seconds = Number(/^t=(\d+)/.exec(signature)?.[1])
      if (signature !== signatureOf(KEY, seconds, body)) return response.writeHead(403).end()
      const question: Asked = JSON.parse(body)
      asked.push(question)
      const answer = answers.get(question.question)
      response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json' })
      response.end(answer?.body ?? JSON.stringify({ answer: `${question.question}!` }))
      return undefined
    })
  })
  beforeAll(() => new Promise<void>((done) => void server.listen(port, '127.0.0.1', done)))
  afterAll(() => new Promise<void>((done) => void server.close(() => done())))
  beforeEach(() => {
    asked.length = 0
    answers.clear()
  })
  return {
    environment: { COLLIMATE_AI_URL: `http://127.0.0.1:${port}/ask`, COLLIMATE_AI_KEY: KEY },
    asked,
    answers,
  }
}
