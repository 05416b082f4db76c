import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import { z } from 'zod'
import { channels } from '#web/api/channel.ts'
import { lineIsFree, onLineFree } from '#web/api/line_first.ts'
import { useSetting } from '#web/api/setting.ts'
import { userNamespaces, useUser } from '#web/api/user.ts'
import { TimeZone } from '#web/ui/format/useFormats.ts'
import { changeLanguage, LANGUAGES } from './i18n.ts'
import { PSEUDO } from './pseudo.ts'
import { ExpiredDialog } from './sign-in/ExpiredDialog.tsx'
import { changeTheme, keptTheme, THEMES } from './theme.ts'
import { useAccountLook } from './useAccountLook.ts'

export const languageSetting = z.enum(LANGUAGES.map(({ value }) => value)).optional()
export const themeSetting = z.enum(THEMES).optional()

/** Around everything that needs a user: their language, theme and time zone, and the way to sign in again. */
export function Component() {
  const user = useUser()
  const cache = useQueryClient()
  const { i18n } = useTranslation('app')
  const namespaces = useQuery({ ...userNamespaces, enabled: useSyncExternalStore(onLineFree, lineIsFree) })
    .data?.namespaces
  const account_id = namespaces?.find(({ type }) => type === 'account_id')?.type_uuid
  // Whoever belongs to several accounts has the words and colours of the first.
  useAccountLook(namespaces && (account_id ? { account_id } : {}))
  const [language] = useSetting('collimate.language', languageSetting, undefined)
  const [theme] = useSetting('collimate.theme', themeSetting, undefined)

  useEffect(() => {
    if (language !== undefined && language !== i18n.language && i18n.language !== PSEUDO)
      void changeLanguage(language)
  }, [language, i18n])
  useEffect(() => {
    if (theme !== undefined && theme !== keptTheme()) changeTheme(theme)
  }, [theme])
  // What happened while the channel was away is not known: read again what is on screen.
  useEffect(() => channels.onReturn(() => void cache.invalidateQueries()), [cache])

  return (
    <TimeZone value={user.time_zone ?? undefined}>
      <Outlet />
      <ExpiredDialog />
    </TimeZone>
  )
}
