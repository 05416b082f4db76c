import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Command } from '#contract/command.ts'
import { channels } from './channel.ts'
import { keyOf } from './query.ts'

/** Things happen in bursts; lists are read again at most this often. */
const CALM_MS = 1500
const MOST_CHANNELS = 50

/** What is read again after which events of a kind of channel. */
export interface Live {
  kind: 'study' | 'activity' | 'job'
  events: readonly string[]
  reads: readonly Command[]
}

/** Reads again when something happens in these namespaces. `live` is one object for all renders. */
export function useLive({ kind, events, reads }: Live, namespaces: readonly string[]): void {
  const cache = useQueryClient()
  const wanted = namespaces.slice(0, MOST_CHANNELS).join(' ')
  useEffect(() => {
    if (wanted === '') return
    let later: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      later = undefined
      for (const read of reads) void cache.invalidateQueries({ queryKey: keyOf(read) })
    }
    const ends = wanted.split(' ').map((namespace) =>
      channels.subscribe(`${kind}.${namespace}`, ({ event }) => {
        if (events.includes(event)) later ??= setTimeout(refresh, CALM_MS)
      }),
    )
    return () => {
      clearTimeout(later)
      for (const end of ends) end()
    }
  }, [wanted, cache, kind, events, reads])
}
