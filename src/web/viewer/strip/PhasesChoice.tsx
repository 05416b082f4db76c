import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import type { SeriesSlot } from '../state/content.ts'
import { useOpened } from '../state/context.ts'

/** Asks whether the many phases of a series are one stack or one each. */
export function PhasesChoice({ slot }: { slot: SeriesSlot }) {
  const { t } = useTranslation('viewer')
  const { content } = useOpened()
  const { SeriesInstanceUID, apart } = slot
  const many = slot.content?.stacks.find(({ phases }) => phases !== undefined)?.phases
  if (many === undefined && !apart) return null
  return (
    <div className="shrink-0 text-11 text-quiet">
      {many !== undefined && <p>{t('strip.phases', { count: many })}</p>}
      <Button size="small" onClick={() => content.setApart(SeriesInstanceUID, !apart)}>
        {t(apart ? 'strip.together' : 'strip.apart')}
      </Button>
    </div>
  )
}
