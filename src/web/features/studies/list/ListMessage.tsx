import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConnectionError, errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState, ErrorBar, ErrorState } from '#web/ui/Message.tsx'

const detailsOf = (error: Error) => `${error.name}: ${error.message}`

/** Nothing could be read: what failed, what is safe, what to do. */
export function ListFailed({
  error,
  onAgain,
  onClear,
}: {
  error: Error
  onAgain: () => void
  onClear: () => void
}) {
  const { t } = useTranslation('studies')
  const refused = errorTypeOf(error)
  return (
    <ErrorState
      title={t('failed.title')}
      text={refused === undefined ? t('failed.text') : t('failed.refused', { reason: refused })}
      actions={
        <>
          {refused === undefined ? (
            <Button onClick={onAgain}>{t('again')}</Button>
          ) : (
            <Button onClick={onClear}>{t('filter.clearAll')}</Button>
          )}
          <Button look="plain" onClick={() => void navigator.clipboard.writeText(detailsOf(error))}>
            {t('failed.copy')}
          </Button>
        </>
      }
    />
  )
}

/** What is shown is older than the failure. */
export function OlderData({ error, readAt, onAgain }: { error: Error; readAt: number; onAgain: () => void }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const time = formats.time(new Date(readAt))
  return (
    <ErrorBar
      action={
        <Button look="plain" size="small" onClick={onAgain}>
          {t('again')}
        </Button>
      }
    >
      {error instanceof ConnectionError ? t('failed.older', { time }) : t('failed.olderOther', { time })}
    </ErrorBar>
  )
}

export function NothingFound({
  filters,
  onClear,
  firstUse,
}: {
  /** How many fields are filtered, the search counted as one. */
  filters: number
  onClear: () => void
  /** The first step of somebody who has no studies yet. */
  firstUse: ReactNode
}) {
  const { t } = useTranslation('studies')
  if (filters === 0)
    return <EmptyState title={t('empty.first')} text={t('empty.firstText')} actions={firstUse} />
  return (
    <EmptyState
      title={t('empty.filtered', { count: filters })}
      text={t('empty.filteredText')}
      actions={<Button onClick={onClear}>{t('filter.clearAll')}</Button>}
    />
  )
}

const LATE_MS = 200

/** True once a wait is long enough to say so. */
export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [waiting])
  return waiting && late
}
