import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { userJoinList, userJoinRequest } from '#contract/user_join.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Section } from './Section.tsx'

/** Accounts that let people ask to join them; nothing where there are none. */
export function JoinSection() {
  const { t } = useTranslation('app')
  const toast = useToast()
  const accounts = useQuery(commandQuery(userJoinList, { 'page.rows': 100 })).data?.accounts ?? []
  const request = useCommand(userJoinRequest)
  const [asked, setAsked] = useState<readonly string[]>([])
  if (accounts.length === 0) return null
  const ask = (uuid: string, name: string) =>
    void request
      .mutateAsync({ account_id: uuid })
      .then(() => {
        setAsked((before) => [...before, uuid])
        toast({ text: t('join.asked', { name }) })
      })
      .catch(() => toast({ kind: 'bad', text: t('join.failed') }))
  return (
    <Section title={t('join.title')}>
      <ul>
        {accounts.map(({ uuid, name }) => (
          <li
            key={uuid}
            className="flex min-h-9 items-center gap-2 border-line border-b py-1 max-md:min-h-11"
          >
            <span className="min-w-0 grow truncate">{name}</span>
            {asked.includes(uuid) ? (
              <span className="text-12 text-quiet">{t('join.waits')}</span>
            ) : (
              <Button onClick={() => ask(uuid, name)}>{t('join.ask')}</Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
