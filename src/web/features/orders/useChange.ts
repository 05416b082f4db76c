import { useTranslation } from 'react-i18next'
import type { Command } from '#contract/command.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useToast } from '#web/ui/Toast.tsx'
import { refresh } from './accounts.ts'

/** Does something to what is said of a study or order, tells in words when it is refused, and reads `shown` again. */
export function useChange(shown: Command): (action: () => Promise<unknown>) => Promise<void> {
  const { t } = useTranslation('orders')
  const toast = useToast()
  return async (action) => {
    await action().catch((error: unknown) =>
      toast({ kind: 'bad', text: t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')) }),
    )
    await refresh(shown)
  }
}
