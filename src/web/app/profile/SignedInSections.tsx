import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { userDeviceClear } from '#contract/user_account.ts'
import { userDeviceDelete, userDeviceList, userSessionEnd, userSessionList } from '#contract/user_security.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Section } from './Section.tsx'

const ROW = 'flex min-h-9 items-center gap-2 border-line border-b py-1 max-md:min-h-11'

/** A browser's name of itself, as far as people know it. */
function browserName(user_agent: string | null): string | undefined {
  const name = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(user_agent ?? '')?.[1]
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(user_agent ?? '')?.[1]
  const called = name === 'Edg' ? 'Edge' : name === 'OPR' ? 'Opera' : name
  return called && [called, system].filter(Boolean).join(', ')
}

/** Devices that stand for the second factor. */
export function DevicesSection() {
  const { t } = useTranslation('app')
  const formats = useFormats()
  const toast = useToast()
  const devices = useQuery(commandQuery(userDeviceList, {})).data?.devices ?? []
  const forget = useCommand(userDeviceDelete, { invalidates: [userDeviceList] })
  const clear = useCommand(userDeviceClear, { invalidates: [userDeviceList] })
  const said = (done: Promise<unknown>) =>
    void done
      .then(() => toast({ text: t('security.forgotten') }))
      .catch(() => toast({ kind: 'bad', text: t('security.failed') }))
  return (
    <Section title={t('security.devices')}>
      {devices.length === 0 ? (
        <p className="text-quiet">{t('security.noDevices')}</p>
      ) : (
        <ul>
          {devices.map(({ uuid, user_agent, client_address, expires }) => {
            const name = browserName(user_agent) ?? t('security.browser')
            return (
              <li key={uuid} className={ROW}>
                <span className="min-w-0 grow truncate">{name}</span>
                <span className="text-12 text-quiet">
                  {t('security.until', { address: client_address, when: formats.timestamp(expires) })}
                </span>
                <IconButton
                  label={t('security.forget', { device: name })}
                  onClick={() => said(forget.mutateAsync({ uuid }))}
                >
                  <X />
                </IconButton>
              </li>
            )
          })}
        </ul>
      )}
      {devices.length > 1 && (
        <div>
          <Button onClick={() => said(clear.mutateAsync({}))}>{t('security.forgetAll')}</Button>
        </div>
      )}
    </Section>
  )
}

/** Where the person is signed in now. */
export function SessionsSection() {
  const { t } = useTranslation('app')
  const formats = useFormats()
  const toast = useToast()
  const sessions = useQuery(commandQuery(userSessionList, {})).data?.sessions ?? []
  const end = useCommand(userSessionEnd, { invalidates: [userSessionList] })
  const stop = (uuid: string) =>
    void end
      .mutateAsync({ uuid })
      .then(() => toast({ text: t('security.ended') }))
      .catch(() => toast({ kind: 'bad', text: t('security.failed') }))
  return (
    <Section title={t('security.sessions')}>
      <ul>
        {sessions.map(({ uuid, kind, client_address, created, own }) => (
          <li key={uuid} className={ROW}>
            <span className="min-w-0 grow truncate">
              {t(kind === 'sid' ? 'security.sid' : 'security.token', { when: formats.timestamp(created) })}
            </span>
            <span className="text-12 text-quiet">{client_address}</span>
            {own === 1 ? (
              <Badge>{t('security.thisSession')}</Badge>
            ) : (
              <IconButton
                label={t('security.end', { address: client_address ?? '' })}
                onClick={() => stop(uuid)}
              >
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
