import { useTranslation } from 'react-i18next'
import { DENSITIES, useDensity } from '#web/api/density.ts'
import { Select } from '#web/ui/Select.tsx'
import { LANGUAGES } from '../i18n.ts'
import { THEMES } from '../theme.ts'
import { Section } from './Section.tsx'
import { useAppearance } from './useAppearance.ts'

/** Language, theme, density: each is kept as soon as it is chosen. */
export function AppearanceSection() {
  const { t } = useTranslation('app')
  const { theme, setTheme, language, setLanguage } = useAppearance()
  const [density, setDensity] = useDensity()
  return (
    <Section title={t('profile.appearance')}>
      <div className="grid grid-cols-3 gap-3 max-md:grid-cols-1">
        <Select
          label={t('profile.language')}
          value={LANGUAGES.find(({ value }) => value === language)?.value ?? 'en'}
          onChange={setLanguage}
          options={LANGUAGES}
        />
        <Select
          label={t('profile.theme')}
          value={theme}
          onChange={setTheme}
          options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
        <Select
          label={t('profile.density')}
          value={density}
          onChange={setDensity}
          options={DENSITIES.map((value) => ({ value, label: t(`density.${value}`) }))}
        />
      </div>
    </Section>
  )
}
