import { useTranslation } from 'react-i18next'
import { AppearanceSection } from './AppearanceSection.tsx'
import { CardSection } from './CardSection.tsx'
import { JoinSection } from './JoinSection.tsx'
import { MacrosSection } from './MacrosSection.tsx'
import { NotificationsSection } from './NotificationsSection.tsx'
import { PasswordSection } from './PasswordSection.tsx'
import { PersonSection } from './PersonSection.tsx'
import { SecondFactorSection } from './SecondFactorSection.tsx'
import { DevicesSection, SessionsSection } from './SignedInSections.tsx'

/** What a user decides for themselves. */
export function Component() {
  const { t } = useTranslation('app')
  return (
    <div className="h-full overflow-y-auto">
      <title>{t('pageTitle', { page: t('rail.settings') })}</title>
      <div className="mx-auto flex max-w-[560px] flex-col gap-8 px-4 py-6">
        <h1 className="font-strong text-16">{t('rail.settings')}</h1>
        <PersonSection />
        <AppearanceSection />
        <NotificationsSection />
        <MacrosSection />
        <PasswordSection />
        <SecondFactorSection />
        <DevicesSection />
        <SessionsSection />
        <CardSection />
        <JoinSection />
      </div>
    </div>
  )
}
