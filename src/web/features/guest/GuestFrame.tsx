import { LogOut } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onSessionChange, sessionExpired } from '#web/api/session.ts'
import { useUser } from '#web/api/user.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'

/** Around the pages of a guest: whose images these are, and the way out. */
export function GuestFrame({
  logo,
  onLeave,
  children,
}: {
  logo: ReactNode
  onLeave: () => void
  children: ReactNode
}) {
  const { t } = useTranslation('guest')
  const { guest, name } = useUser()
  return (
    <div className="grid h-dvh grid-rows-[var(--bar)_minmax(0,1fr)]">
      <header className="flex items-center gap-2.5 border-line border-b bg-surface px-3">
        {logo}
        <span className="min-w-0 grow truncate font-strong text-13">{guest?.account_name}</span>
        <span className="min-w-0 truncate text-12 text-quiet max-md:hidden">{name}</span>
        <IconButton label={t('leave')} onClick={onLeave}>
          <LogOut />
        </IconButton>
      </header>
      <main className="min-h-0 overflow-y-auto">{children}</main>
      <Ended />
    </div>
  )
}

/** A guest has no password to come back by: the link, or the portal, is the way in. */
export function Ended() {
  const { t } = useTranslation('guest')
  const [ended, setEnded] = useState(sessionExpired)
  useEffect(() => onSessionChange(setEnded), [])
  return (
    <Dialog
      open={ended}
      dismissible={false}
      width="narrow"
      title={t('ended.title')}
      description={t('ended.text')}
    />
  )
}
