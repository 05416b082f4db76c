import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountSsoTest } from '#contract/account_sso.ts'
import { useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useAccount } from '../account.ts'
import { refusedWords } from './refusal.ts'

export interface Switches {
  enabled: boolean
  create_users: boolean
  second_factor: boolean
}

/** Around the fields of a provider: its switches, saving, and a test that really asks the provider. */
export function ProviderSection({
  kind,
  switches,
  onSwitch,
  saving,
  error,
  onSave,
  testable,
  children,
}: {
  kind: 'oidc' | 'saml'
  switches: Switches
  onSwitch: (switches: Switches) => void
  saving: boolean
  error: unknown
  onSave: () => Promise<boolean>
  testable: boolean
  children: ReactNode
}) {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const test = useCommand(accountSsoTest)
  const [tested, setTested] = useState(false)
  const save = async () => {
    test.reset()
    setTested(false)
    return onSave()
  }
  const ask = async () => {
    // What is tested is what is stored.
    if (!(await save())) return
    setTested(true)
    await test.mutateAsync({ account_id: account.uuid, kind }).catch(() => undefined)
  }
  const refused = error ?? (tested ? test.error : null)
  const box = (name: keyof Switches, label: string) => (
    <Checkbox checked={switches[name]} onChange={(on) => onSwitch({ ...switches, [name]: on })}>
      {label}
    </Checkbox>
  )
  return (
    <form
      aria-label={t(`signin.${kind}`)}
      className="flex flex-col gap-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {refused ? <ErrorBar>{refusedWords(t, refused)}</ErrorBar> : null}
      {box('enabled', t('signin.enabled'))}
      {children}
      {box('create_users', t('signin.createUsers'))}
      {box('second_factor', t('signin.secondFactor'))}
      {tested && test.data && (
        <div
          role="status"
          className="flex flex-col gap-1 rounded-2 border border-line bg-surface p-2 text-12"
        >
          <p className="flex items-center gap-2 font-medium">
            <StatusShape shape="tick" />
            {t('signin.testOk')}
          </p>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
            {test.data.found.map(({ name, value }) => (
              <div key={name} className="contents">
                <dt className="text-quiet">{name}</dt>
                <dd className="truncate font-mono text-11" title={value}>
                  {value}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={saving ? t('signin.saving') : undefined}>
          {t('signin.save')}
        </Button>
        <Button
          disabled={!testable}
          busy={test.isPending ? t('signin.testing') : undefined}
          onClick={() => void ask()}
        >
          {t('signin.test')}
        </Button>
      </div>
    </form>
  )
}
