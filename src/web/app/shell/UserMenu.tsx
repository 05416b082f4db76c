import { LogOut, Settings } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useUser } from '#web/api/user.ts'
import { Avatar } from '#web/ui/Badge.tsx'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '#web/ui/Menu.tsx'
import { LANGUAGES } from '../i18n.ts'
import { useAppearance } from '../profile/useAppearance.ts'
import { signOut } from '../sign-out.ts'
import { THEMES } from '../theme.ts'

export function UserMenu() {
  const { t } = useTranslation('app')
  const user = useUser()
  const navigate = useNavigate()
  const { theme, setTheme, language, setLanguage } = useAppearance()
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t('user.menu', { name: user.name })}
          className="grid size-8 place-items-center rounded-round max-md:size-11"
        >
          <Avatar name={user.name} large />
        </button>
      }
    >
      <MenuLabel>
        {user.name} · {user.email}
      </MenuLabel>
      <MenuSeparator />
      <MenuLabel>{t('profile.theme')}</MenuLabel>
      <MenuChoice
        value={theme}
        onChange={(value) => setTheme(THEMES.find((known) => known === value) ?? 'dark')}
        options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
      <MenuSeparator />
      <MenuLabel>{t('profile.language')}</MenuLabel>
      <MenuChoice value={language} onChange={setLanguage} options={LANGUAGES} />
      <MenuSeparator />
      <MenuItem icon={<Settings />} onSelect={() => void navigate('/settings')}>
        {t('rail.settings')}
      </MenuItem>
      <MenuItem icon={<LogOut />} onSelect={() => void signOut()}>
        {t('user.signOut')}
      </MenuItem>
    </Menu>
  )
}
