import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

/** A save that takes longer than this is told. */
const PATIENCE_MS = 1500

/** What is not saved yet, in words, with the way to try again. Silent while everything goes well. */
export function SaveState() {
  const { t } = useTranslation('viewer')
  const { outbox } = useSession()
  const { entries, offline, volatile } = useStore(outbox.state, (state) => state)
  const [late, setLate] = useState(false)
  const waiting = [...entries.values()]
  const refused = waiting.filter((entry) => entry.refused !== undefined)
  const busy = waiting.length > 0

  useEffect(() => {
    if (!busy) {
      setLate(false)
      return
    }
    const timer = setTimeout(() => setLate(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [busy])

  useEffect(() => {
    if (!volatile || !busy) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [volatile, busy])

  const text =
    refused.length > 0
      ? t('saving.refused', { count: refused.length })
      : offline
        ? t(volatile ? 'saving.volatile' : 'saving.offline', { count: waiting.length })
        : late
          ? t('saving.busy', { count: waiting.length })
          : ''
  return (
    <div role="status" className="flex shrink-0 items-center gap-2 whitespace-nowrap text-12">
      {text !== '' && (
        <>
          <StatusShape shape={refused.length > 0 || offline ? 'warning' : 'half'} />
          <span className="max-w-72 truncate" title={text}>
            {text}
          </span>
          {(offline || refused.length > 0) && (
            <button
              type="button"
              className="rounded-1 px-1 font-medium text-accent-text"
              onClick={() => outbox.again()}
            >
              {t('error.again')}
            </button>
          )}
          {refused.length > 0 && (
            <button
              type="button"
              className="rounded-1 px-1 font-medium text-quiet"
              onClick={() => {
                for (const { key } of refused) outbox.discard(key)
              }}
            >
              {t('saving.discard')}
            </button>
          )}
        </>
      )}
    </div>
  )
}
