import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { userCard } from '#contract/payment.ts'
import { commandQuery } from '#web/api/query.ts'
import { buttonClasses } from '#web/ui/Button.tsx'
import { Section } from './Section.tsx'

/** The card that pays for what somebody shares; nothing where this server takes no cards. */
export function CardSection() {
  const { t } = useTranslation('app')
  const card = useQuery({ ...commandQuery(userCard, {}), refetchOnWindowFocus: 'always' }).data
  if (!card?.processor?.publishable_key) return null
  return (
    <Section title={t('card.title')}>
      <p className="text-quiet">
        {card.cc_description === null ? t('card.none') : t('card.kept', { card: card.cc_description })}
      </p>
      <div>
        {/* A document of its own: only its page lets the processor’s script in. */}
        <a href="/card" className={buttonClasses('secondary')}>
          {t(card.cc_description === null ? 'card.add' : 'card.replace')}
        </a>
      </div>
    </Section>
  )
}
