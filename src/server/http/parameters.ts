import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Command } from '#contract/command.ts'
import { Refusal } from '../refusal.ts'

/** The parameters of a call by exact v3 name, as text. A name that came several times is one comma separated value. */
export type Parameters = Map<string, string>

/** The most parameters one call may carry. */
const MOST = 5000

/** JSON values become what a form would have carried: numbers and booleans as text, objects as JSON text. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

export function fromRecord(record: object): Parameters {
  const parameters: Parameters = new Map()
  for (const [name, value] of Object.entries(record)) {
    const text = textOf(value)
    if (text !== undefined) parameters.set(name, text)
  }
  return parameters
}

function add(parameters: Parameters, pairs: Iterable<[string, string]>): void {
  const mine = new Set<string>()
  for (const [name, value] of pairs) {
    const before = mine.has(name) ? parameters.get(name) : undefined
    parameters.set(name, before === undefined ? value : `${before},${value}`)
    mine.add(name)
  }
}

/** Query string and body as one map; the body wins. */
export function readParameters(request: FastifyRequest): Parameters {
  const parameters: Parameters = new Map()
  const question = request.url.indexOf('?')
  if (question >= 0) add(parameters, new URLSearchParams(request.url.slice(question + 1)))
  const { body } = request
  if (body instanceof URLSearchParams) add(parameters, body)
  else if (Array.isArray(body)) throw new Refusal('NOT_HASH', 'body')
  else if (typeof body === 'object' && body !== null)
    for (const [name, value] of fromRecord(body)) parameters.set(name, value)
  if (parameters.size > MOST) throw new Refusal('INVALID_PARAMETERS', `more than ${MOST} parameters`)
  return parameters
}

const hasData = (parameters: Parameters, name: string) => (parameters.get(name) ?? '') !== ''

/** The names a call should have carried: single fields by name, choices as v3 prints them. */
export function missingFields(command: Command, parameters: Parameters): string[] {
  const missing = Object.entries(command.params.shape)
    .filter(([name, schema]) => !schema.safeParse(undefined).success && !hasData(parameters, name))
    .map(([name]) => name)
  for (const choice of command.oneOf ?? []) {
    const met = choice.some((alternative) => alternative.every((name) => hasData(parameters, name)))
    if (met) continue
    const printed = choice.map((alternative) => alternative.join(' && ')).join(' || ')
    missing.push(choice.length > 1 || (choice[0]?.length ?? 0) > 1 ? `(${printed})` : printed)
  }
  return missing
}

/** The token that a value refused itself with; a list of token and name where existing clients expect one. */
const errorType = (issue: z.core.$ZodIssue): string | string[] => {
  const type: unknown = issue.code === 'custom' ? issue.params?.error_type : undefined
  if (Array.isArray(type)) return type.map(String)
  return typeof type === 'string' ? type : 'INVALID_PARAMETERS'
}

/** The typed parameters. MISSING_FIELDS with every missing name, else the first value error with its field. */
export function parseParameters<P extends z.ZodObject>(
  command: Command<P>,
  parameters: Parameters,
): z.output<P> {
  const missing = missingFields(command, parameters)
  if (missing.length > 0) throw new Refusal('MISSING_FIELDS', missing)
  const given: Record<string, string> = {}
  for (const name of Object.keys(command.params.shape)) {
    const value = parameters.get(name)
    if (value !== undefined) given[name] = value
  }
  const parsed = command.params.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Refusal(issue ? errorType(issue) : 'INVALID_PARAMETERS', issue?.path.join('.'))
  }
  return parsed.data
}
