import { QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Command, ParamsOf } from '#contract/command.ts'
import { type CallOptions, call } from './call.ts'
import { ConnectionError } from './refusal.ts'

const RETRIES = 2

/** One for the whole page. Refusals are final; a lost connection is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => error instanceof ConnectionError && failures < RETRIES,
      refetchOnWindowFocus: false,
    },
  },
})

/** The key of everything read by a command, or of one call of it. */
export const keyOf = (command: Command, params?: object): readonly unknown[] =>
  params === undefined ? [command.path] : [command.path, params]

/** A command that reads, as query options: `useQuery(commandQuery(studyGet, { uuid }))`. */
export const commandQuery = <P extends z.ZodObject, R extends z.ZodObject, E extends string>(
  command: Command<P, R, E>,
  params: ParamsOf<Command<P, R, E>>,
  options: Omit<CallOptions, 'signal'> = {},
) =>
  queryOptions({
    queryKey: keyOf(command, params),
    queryFn: ({ signal }) => call(command, params, { ...options, signal }),
  })

/** A command that changes something, with the reads that are no longer true afterwards, whatever the outcome. */
export function useCommand<P extends z.ZodObject, R extends z.ZodObject, E extends string>(
  command: Command<P, R, E>,
  { invalidates = [] }: { invalidates?: readonly Command[] } = {},
) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (params: ParamsOf<Command<P, R, E>>) => call(command, params),
    onSettled: () =>
      Promise.all(invalidates.map((read) => cache.invalidateQueries({ queryKey: keyOf(read) }))).then(
        () => undefined,
      ),
  })
}
