import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '#contract/node.ts'
import { v3Timestamp } from '#web/api/encode.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'

/** A gateway asks every few seconds; after this many without a word something is wrong with it. */
const AT_WORK_S = 120

/** Since when nothing was heard of a gateway, in words. `seconds` is -1 before its first word. */
function useSeen(seconds: number): { words: string; shape: 'tick' | 'warning' | 'ring' } {
  const { t } = useTranslation('gateways')
  const formats = useFormats()
  if (seconds < 0) return { words: t('never'), shape: 'ring' }
  if (seconds <= AT_WORK_S) return { words: t('atWork'), shape: 'tick' }
  const when = formats.timestamp(v3Timestamp(new Date(Date.now() - seconds * 1000)))
  return { words: t('silent', { when }), shape: 'warning' }
}

/** Whether a gateway is at work, and when it was heard of last. */
export function GatewayState({ node }: { node: Pick<NodeRecord, 'last_ping'> }) {
  const { words, shape } = useSeen(node.last_ping)
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <StatusShape shape={shape} />
      <span className="truncate">{words}</span>
    </span>
  )
}
