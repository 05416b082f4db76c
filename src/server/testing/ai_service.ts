import { afterAll, beforeAll, beforeEach } from 'vitest'
import { AI_KEY, aiStandIn } from './ai_stand_in.ts'

/** Serves while the tests of a file run; the test says what comes back for a question. */
export function aiService() {
  const port = 40_000 + Math.floor(Math.random() * 10_000)
  const { asked, answers, open, close } = aiStandIn(port)
  beforeAll(open)
  afterAll(close)
  beforeEach(() => {
    asked.length = 0
    answers.clear()
  })
  return {
    environment: { COLLIMATE_AI_URL: `http://127.0.0.1:${port}/ask`, COLLIMATE_AI_KEY: AI_KEY },
    asked,
    answers,
  }
}
