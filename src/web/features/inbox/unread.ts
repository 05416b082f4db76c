import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { messageCount } from '#contract/message.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'

const counted = commandQuery(messageCount, {})

/** How many messages of others have come since the reader last looked. */
export const useUnreadCount = (): number => useQuery(counted).data?.count ?? 0

/** Says that the reader has looked at their messages, once they are there and as more come. */
export function useReadMessages(shown: boolean): void {
  const cache = useQueryClient()
  const unread = useUnreadCount()
  useEffect(() => {
    if (!shown || unread === 0) return
    call(messageCount, { reset: 1 })
      .then((answer) => cache.setQueryData(counted.queryKey, answer))
      .catch(() => cache.invalidateQueries({ queryKey: keyOf(messageCount) }))
  }, [shown, unread, cache])
}
