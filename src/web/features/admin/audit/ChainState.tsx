import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { auditChain } from '#contract/audit.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useAccount } from '../account.ts'

const ASK_MS = 2000

/** Whether the audit is whole: each row is sealed by a hash over the one before, and the chain is computed anew on demand. */
export function ChainState() {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const account_id = useAccount().uuid
  const cache = useQueryClient()
  const [before, setBefore] = useState<string | null>()
  const { data } = useQuery({
    ...commandQuery(auditChain, { account_id }),
    refetchInterval: ({ state }) => (before !== undefined && state.data?.checked === before ? ASK_MS : false),
  })
  if (!data) return null
  const checking = before !== undefined && data.checked === before
  const verify = async () => {
    setBefore(data.checked)
    await call(auditChain, { account_id, verify: 1 })
    await cache.invalidateQueries({ queryKey: keyOf(auditChain) })
  }
  const text = data.broken
    ? t('audit.chain.broken', { seal: data.broken })
    : data.checked
      ? t('audit.chain.whole', { when: formats.timestamp(data.checked), count: data.checked_seals })
      : t('audit.chain.unchecked')
  return (
    <div className="flex min-w-0 items-center gap-2 border-line border-b px-3 py-1 text-12">
      <StatusShape shape={data.broken ? 'cross' : data.checked ? 'tick' : 'warning'} />
      <span role="status" className={data.broken ? 'min-w-0 grow text-bad' : 'min-w-0 grow text-quiet'}>
        {text}
      </span>
      <Button
        look="plain"
        size="small"
        busy={checking ? t('audit.chain.checking') : undefined}
        onClick={() => void verify()}
      >
        {t('audit.chain.check')}
      </Button>
    </div>
  )
}
