import type { Configuration } from '../configuration.ts'
import { httpStack } from './http.ts'

/** Who answers questions about studies and namespaces, whichever stack the installation has. */

export interface Question {
  /** The same for a question that is asked again because nobody knows whether it was answered. */
  id: string
  question: string
  /** What the asker passes along. */
  detail: string | null
  /** What the account, or the namespace, has set for this question. */
  settings: string | null
  account_id: string | null
  namespace_id: string
  study?: { uuid: string; study_uid: string; storage_namespace: string; phi_namespace: string }
}

export interface AiStack {
  /** The answer: a JSON object with `answer` in it. Rejects with AiFailed. */
  ask(question: Question): Promise<{ answer: unknown } & Record<string, unknown>>
}

/** There is no answer; the message is why, for people. */
export class AiFailed extends Error {}

/** The stack of this installation; nothing can be asked without one. */
export const aiStack = ({ ai_url, ai_key }: Configuration): AiStack | undefined =>
  ai_url && ai_key ? httpStack(ai_url, ai_key, (why) => new AiFailed(why)) : undefined

/** An answer as it is written down: words as they are, anything else as JSON. */
export const textOf = (answer: unknown): string =>
  typeof answer === 'string' ? answer : JSON.stringify(answer)
