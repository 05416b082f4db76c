import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { z } from 'zod'
import type { Command, ParamsOf } from '#contract/command.ts'
import { call } from './call.ts'
import { keyOf } from './query.ts'

const PAGE_ROWS = 100
/** Rows before the end at which the next page is asked for. */
const NEAR = 20

export interface ListPages<Row> {
  rows: readonly Row[]
  /** There are more, which are read when the table comes near them. */
  more: boolean
  ready: boolean
  error: Error | null
  onRange: (first: number, last: number) => void
  again: () => void
}

/**
 * A list of v3 from its beginning, page after page as the table asks for them. `pick` takes the rows out of an answer,
 * and whether there are more.
 */
export function useListPages<P extends z.ZodObject, R extends z.ZodObject, E extends string, Row>(
  command: Command<P, R, E>,
  params: ParamsOf<Command<P, R, E>>,
  pick: (answer: z.output<R>) => { rows: readonly Row[]; more: 0 | 1 },
): ListPages<Row> {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: [...keyOf(command, params), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call(command, { ...params, 'page.rows': PAGE_ROWS, 'page.number': pageParam }, { signal }),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (pick(last).more === 1 ? pages.length + 1 : undefined),
  })
  const rows = data?.pages.flatMap((page) => pick(page).rows) ?? []
  const loaded = rows.length
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last >= loaded - NEAR) void fetchNextPage()
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage, loaded],
  )
  return {
    rows,
    more: hasNextPage,
    ready: data !== undefined,
    error,
    onRange,
    again: () => void refetch(),
  }
}
