import { z } from 'zod'
import type { Command, ErrorOf, ParamsOf } from '#contract/command.ts'
import { encodeParams } from './encode.ts'
import { fetchSigned } from './fetch.ts'
import { CommandError, ConnectionError, errorTypeOf } from './refusal.ts'

export interface CallOptions {
  signal?: AbortSignal
  /** `false` throws on 401 instead of asking to sign in again and repeating the call. */
  waitForSession?: boolean
  /** The request may outlive the page (a last save while it closes). */
  keepalive?: boolean
}

const refusal = z.object({
  error_type: z.union([z.string(), z.array(z.unknown()).transform((list) => String(list[0]))]),
  error_subtype: z.unknown().optional(),
  error_data: z.unknown().optional(),
})

async function bodyOf(path: string, response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (cause) {
    throw new ConnectionError(path, response.status, { cause })
  }
}

/**
 * Calls a v3 command and answers what its contract promises. Throws CommandError for a refusal (412, 405, and 401 when
 * not waited for) and ConnectionError when there is no usable answer.
 */
export async function call<P extends z.ZodObject, R extends z.ZodObject, E extends string>(
  command: Command<P, R, E>,
  params: ParamsOf<Command<P, R, E>>,
  options: CallOptions = {},
): Promise<z.output<R>> {
  const response = await fetchSigned(`/api/v3${command.path}`, {
    ...options,
    method: 'POST',
    body: encodeParams(params, command.params),
  })
  const answer = await bodyOf(command.path, response)
  if (response.ok) return command.returns.parse(answer)
  const refused = refusal.safeParse(answer)
  if (refused.success) throw new CommandError(command.path, response.status, refused.data)
  if (response.status === 401) throw new CommandError(command.path, 401, { error_type: 'NOT_SIGNED_IN' })
  throw new ConnectionError(command.path, response.status)
}

/** The refusal of this command as one of its tokens; undefined for another failure. */
export function refusalOf<C extends Command>(command: C, error: unknown): ErrorOf<C> | undefined {
  const token = errorTypeOf(error)
  return error instanceof CommandError && error.path === command.path
    ? command.errors.find((known) => known === token)
    : undefined
}
