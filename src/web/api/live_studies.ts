import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { studyCount, studyCountByFilter, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { channels } from './channel.ts'
import { keyOf } from './query.ts'

/** Events after which a list may be another one. */
const CHANGES = ['READY', 'EDIT', 'STATUS']
/** Studies arrive in bursts; lists are read again at most this often. */
const CALM_MS = 1500
const MOST_CHANNELS = 50

/** Reads lists and counts again when studies of these namespaces arrive or change. */
export function useLiveStudies(namespaces: readonly string[]): void {
  const cache = useQueryClient()
  const wanted = namespaces.slice(0, MOST_CHANNELS).join(' ')
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      later = undefined
      for (const read of [studyList, studyCount, studyCountByFilter, studyGet]) {
        void cache.invalidateQueries({ queryKey: keyOf(read) })
      }
    }
    const ends = wanted.split(' ').map((namespace) =>
      channels.subscribe(`study.${namespace}`, ({ event }) => {
        if (CHANGES.includes(event)) later ??= setTimeout(refresh, CALM_MS)
      }),
    )
    return () => {
      clearTimeout(later)
      for (const end of ends) end()
    }
  }, [wanted, cache])
}
