import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Command, ErrorOf } from '#contract/command.ts'
import type { Actor } from './access/actor.ts'
import type { Refusal } from './refusal.ts'
import type { Services } from './services.ts'

/** The parameters of one call and what a handler works with. */
export interface Call<C extends Command = Command> {
  /** Parsed by the contract. */
  params: z.output<C['params']>
  /** All parameters by exact name, as they came: `filter.*`, `customfield-*`, `page.*`. */
  raw: ReadonlyMap<string, string>
  /** Who calls; nobody, where the command lets nobody in. */
  actor: Actor
  services: Services
  request: FastifyRequest
  reply: FastifyReply
  /** Narrows every OBJECT of the answer to these fields, as `fields.OBJECT` does. */
  keep(object: string, fields: readonly string[]): void
  /** A refusal with a token of this command's contract. */
  refuse(token: ErrorOf<C>, subtype?: unknown, data?: unknown): Refusal
}

export interface Handler<C extends Command = Command> {
  command: C
  /** The answer beside `status`; nothing when the handler has answered through `reply`. */
  run(call: Call<C>): Promise<Record<string, unknown> | undefined>
}

/** Binds a handler to its contract. The server finds handlers by walking `commands/`. */
export function handle<C extends Command>(
  command: C,
  run: (call: Call<C>) => Promise<z.input<C['returns']>>,
): Handler<C> {
  return { command, run: async (call) => ({ ...(await run(call)) }) }
}

/** For a command whose answer is no JSON envelope: it answers through `call.reply`. */
export function handleRaw<C extends Command & { raw?: true }>(
  command: C,
  run: (call: Call<C>) => Promise<void>,
): Handler<C> {
  return {
    command,
    run: async (call) => {
      await run(call)
      return undefined
    },
  }
}
