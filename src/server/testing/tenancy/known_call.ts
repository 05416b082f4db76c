import type { Command, ParamsOf } from '#contract/command.ts'
import type { KnownCall } from '../permissions.ts'

/** A call with parameters of its command, which are known when it is made. */
export const known = <C extends Command>(command: C, params: () => ParamsOf<C>): KnownCall => ({
  command,
  params,
})
