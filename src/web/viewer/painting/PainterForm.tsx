import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { choosePainter, PAINTERS, painterChoice } from './choice.ts'

/** What draws pictures on this screen: for readers whose graphics driver draws wrongly, or slower than it should. */
export function PainterForm() {
  const { t } = useTranslation('habits')
  const toast = useToast()
  const [choice, setChoice] = useState(painterChoice)
  return (
    <section aria-label={t('painter.title')} className="mb-6 flex flex-col gap-2">
      <h3 className="font-strong text-12">{t('painter.title')}</h3>
      <div className="max-w-80">
        <Select
          label={t('painter.by')}
          value={choice}
          onChange={(next) => {
            if (choosePainter(next)) setChoice(next)
            else toast({ kind: 'bad', text: t('painter.notKept') })
          }}
          options={PAINTERS.map((value) => ({ value, label: t(`painter.${value}`) }))}
        />
      </div>
      <p className="text-12 text-quiet">{t('painter.hint')}</p>
    </section>
  )
}
