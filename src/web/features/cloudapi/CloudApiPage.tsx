import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { postDicomCloudApi } from '#cloud-api/main.ts'
import { apikeyAdd, apikeyList } from '#contract/apikey.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { type OpenAccount, readAccount } from './account.ts'
import { MethodPanel } from './MethodPanel.tsx'
import { GROUPS, type Method } from './methods.ts'

const DAY_MS = 86_400_000
const INITIALIZE = GROUPS[0]?.methods[0]

/** `/cloud-api/`: the PostDICOM Cloud API, method by method, against the account of whoever is signed in. */
export function CloudApiPage() {
  const { t } = useTranslation('cloudapi')
  const account = (useQuery(userNamespaces).data?.namespaces ?? []).find(
    ({ type, permissions }) => type === 'account_id' && permissions.account_edit === 1,
  )
  const known = useQuery({
    ...commandQuery(apikeyList, { account_id: account?.type_uuid ?? '', 'page.rows': 1 }),
    enabled: account !== undefined,
  }).data?.account_key
  const [apiKey, setApiKey] = useState('')
  const [typedAccountKey, setAccountKey] = useState<string>()
  const accountKey = typedAccountKey ?? known ?? ''
  const [chosen, setChosen] = useState<Method | undefined>(INITIALIZE)
  const [opened, setOpened] = useState<OpenAccount>()
  const [refused, setRefused] = useState<string>()
  const api = useMemo(() => {
    const made = new postDicomCloudApi(apiKey, accountKey)
    made.ServiceAddress = window.location.origin
    return made
  }, [apiKey, accountKey])

  const makeKey = async () => {
    if (!account) return
    setRefused(undefined)
    try {
      const expires = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10)
      const name = t('keyName', { day: expires })
      setApiKey((await call(apikeyAdd, { account_id: account.type_uuid, name, expires })).api_key)
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
  }
  return (
    <div className="grid h-full grid-cols-[260px_minmax(0,1fr)] max-md:grid-cols-1 max-md:grid-rows-[12rem_minmax(0,1fr)]">
      <title>{t('pageTitle')}</title>
      <nav
        aria-label={t('methods')}
        className="min-h-0 overflow-y-auto border-line border-e bg-surface p-2 max-md:border-e-0 max-md:border-b"
      >
        {GROUPS.map(({ name, methods }) => (
          <section key={name} aria-label={t(`group.${name}`)} className="mb-2">
            <h2 className="px-2 py-1 font-medium text-11 text-quiet">{t(`group.${name}`)}</h2>
            {methods.map((method) => (
              <button
                key={method.name}
                type="button"
                aria-current={method === chosen}
                onClick={() => setChosen(method)}
                className={cx(
                  'block w-full truncate rounded-1 px-2 py-1 text-start font-mono text-11 max-md:min-h-11',
                  method === chosen ? 'bg-accent-tint text-ink' : 'text-quiet hover:bg-hover hover:text-ink',
                )}
              >
                {method.name}
              </button>
            ))}
          </section>
        ))}
      </nav>
      <div className="min-h-0 overflow-y-auto p-4">
        <div className="mx-auto flex max-w-[760px] flex-col gap-4">
          <header className="flex flex-col gap-1">
            <h1 className="font-strong text-16">{t('title')}</h1>
            <p className="text-quiet">{t('text')}</p>
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what may be scrolled is reached by the keyboard.
              tabIndex={0}
              className="mt-1 overflow-x-auto rounded-2 border border-line bg-well p-2 font-mono text-11"
            >{`<script src="${window.location.origin}/cloud-api/postDicomCloudApi.js"></script>
import { postDicomCloudApi } from '${window.location.origin}/cloud-api/postDicomCloudApi.mjs'`}</pre>
          </header>
          {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
          <section aria-label={t('keys')} className="grid grid-cols-2 items-end gap-3 max-md:grid-cols-1">
            <TextField
              label={t('apiKey')}
              value={apiKey}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setApiKey(event.target.value)}
            />
            <TextField
              label={t('accountKey')}
              value={accountKey}
              spellCheck={false}
              onChange={(event) => setAccountKey(event.target.value)}
            />
            {account && (
              <Button onClick={() => void makeKey()} className="justify-self-start">
                {t('makeKey')}
              </Button>
            )}
          </section>
          {chosen && (
            <MethodPanel
              key={chosen.name}
              api={api}
              method={chosen}
              account={opened}
              onOpened={(result) => setOpened(readAccount(result))}
            />
          )}
        </div>
      </div>
    </div>
  )
}
