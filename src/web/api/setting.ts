import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { z } from 'zod'
import { settingGetAll, settingSet } from '#contract/setting.ts'
import { call } from './call.ts'
import { commandQuery, queryClient } from './query.ts'

/**
 * What the application keeps per user with `/setting/set`: JSON text under `collimate.*`. A change shows at once and is
 * sent when it has come to rest, or when the page is left.
 */

const REST_MS = 600
const query = commandQuery(settingGetAll, {})
const unsent = new Map<string, string>()
let timer: ReturnType<typeof setTimeout> | undefined

function send(keepalive: boolean) {
  clearTimeout(timer)
  timer = undefined
  const changes = [...unsent]
  unsent.clear()
  for (const [key, value] of changes) {
    call(settingSet, { key, value }, { keepalive }).catch(() => {
      // Kept for the next change or the end of the page, unless it was overtaken.
      if (!unsent.has(key)) unsent.set(key, value)
    })
  }
}

window.addEventListener('pagehide', () => send(true))

/** Shows a setting as changed and sends it soon. */
export function changeSetting(key: string, value: unknown): void {
  const text = JSON.stringify(value)
  queryClient.setQueryData(query.queryKey, (known) => ({
    ...known,
    settings: { ...known?.settings, [key]: text },
  }))
  unsent.set(key, text)
  clearTimeout(timer)
  timer = setTimeout(() => send(false), REST_MS)
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * A setting of the user and how to change it. Answers `fallback` while it is loaded, when it was never set, and when
 * what is kept no longer fits the schema.
 */
export function useSetting<S extends z.ZodType>(
  key: string,
  schema: S,
  fallback: z.output<S>,
): [value: z.output<S>, change: (value: z.output<S>) => void] {
  const kept = useQuery({ ...query, staleTime: Number.POSITIVE_INFINITY }).data?.settings[key]
  const value = useMemo(() => {
    const result = kept === undefined ? undefined : schema.safeParse(parsed(kept))
    return result?.success ? result.data : fallback
  }, [kept, schema, fallback])
  const change = useCallback((next: z.output<S>) => changeSetting(key, next), [key])
  return [value, change]
}
