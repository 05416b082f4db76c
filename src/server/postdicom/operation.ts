import type { z } from 'zod'
import type { ApiScope } from '#contract/apikey.ts'
import type { Actor } from '../access/actor.ts'
import type { Services } from '../services.ts'

/** One operation of PostDICOM's interfaces: what it takes, which scope of a key it needs, and what it answers. */

export interface OperationCall {
  services: Services
  actor: Actor
  account_id: string
}

/** What a success answers beside `Success`. */
export type Answer = Record<string, unknown>

export interface Operation {
  scope: ApiScope
  /** Reads the fields and does it. */
  run(call: OperationCall, fields: unknown): Promise<Answer>
}

/** Declares an operation. */
export const operation = <S extends z.ZodObject>(
  scope: ApiScope,
  fields: S,
  run: (call: OperationCall, fields: z.output<S>) => Promise<Answer>,
): Operation => ({ scope, run: async (call, given) => run(call, fields.parse(given)) })

/** What is wrong with the fields, in words that name the first one. */
export const wordsOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 1)
    .map(({ path, message }) => `${path.map(String).join('.') || 'The request'}: ${message}`)
    .join()
