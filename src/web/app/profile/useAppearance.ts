import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeSetting } from '#web/api/setting.ts'
import { changeLanguage } from '../i18n.ts'
import { changeTheme, keptTheme, type Theme } from '../theme.ts'

/** Theme and language: changed at once, kept by this browser and with the user. */
export function useAppearance() {
  const { i18n } = useTranslation('app')
  const [theme, setShown] = useState(keptTheme)
  return {
    theme,
    setTheme(next: Theme) {
      setShown(next)
      changeTheme(next)
      changeSetting('collimate.theme', next)
    },
    language: i18n.language,
    setLanguage(next: string) {
      changeSetting('collimate.language', next)
      void changeLanguage(next)
    },
  }
}
