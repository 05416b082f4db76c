import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  API_SCOPES,
  type ApikeyRecord,
  type ApiScope,
  apikeyAdd,
  apikeyDelete,
  apikeyList,
  apikeyRotate,
  apikeySet,
} from '#contract/apikey.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'

/** One key: what it may do, from where and until when; a new one is shown this once. */
export function KeyDialog({
  account_id,
  apikey,
  icon,
  onClose,
}: {
  account_id: string
  apikey: ApikeyRecord | undefined
  icon: ReactNode
  onClose: () => void
}) {
  const { t } = useTranslation('api')
  const cache = useQueryClient()
  const [name, setName] = useState(apikey?.name ?? '')
  const [scopes, setScopes] = useState<readonly ApiScope[]>(
    API_SCOPES.filter((scope) => !apikey || apikey.scopes.includes(scope)),
  )
  const [origins, setOrigins] = useState(apikey?.origins.join(', ') ?? '')
  const [expires, setExpires] = useState(apikey?.expires?.slice(0, 10) ?? '')
  const [made, setMade] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)

  const act = async (action: () => Promise<unknown>) => {
    setBusy(true)
    setRefused(undefined)
    try {
      await action()
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
    setBusy(false)
    await cache.invalidateQueries({ queryKey: keyOf(apikeyList) })
  }
  const settings = {
    scopes: [...scopes],
    origins: origins.split(/[\s,]+/).filter((origin) => origin !== ''),
    expires,
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    void act(async () => {
      if (apikey) {
        await call(apikeySet, { uuid: apikey.uuid, name, ...settings })
        onClose()
        return
      }
      setMade((await call(apikeyAdd, { account_id, name, ...settings })).api_key)
    })
  }
  const rotate = () =>
    apikey && void act(async () => setMade((await call(apikeyRotate, { uuid: apikey.uuid })).api_key))
  const revoke = () =>
    apikey &&
    void act(async () => {
      await call(apikeyDelete, { uuid: apikey.uuid })
      onClose()
    })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={apikey?.name ?? t('add')}
      {...(made ? { description: t('once') } : {})}
      footer={
        made ? (
          <Button look="primary" size="large" onClick={onClose}>
            {t('done')}
          </Button>
        ) : (
          <>
            {apikey && (
              <>
                <Button size="large" icon={icon} onClick={rotate}>
                  {t('rotate')}
                </Button>
                <Button look="danger" size="large" onClick={revoke}>
                  {t('revoke')}
                </Button>
                <span className="grow" />
              </>
            )}
            <Button
              look="primary"
              size="large"
              type="submit"
              form="key-form"
              busy={busy ? t('saving') : undefined}
            >
              {t(apikey ? 'save' : 'make')}
            </Button>
          </>
        )
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      {made ? (
        <LinkBox url={made} label={t('key')} />
      ) : (
        <form id="key-form" onSubmit={save} className="flex flex-col gap-3">
          <TextField
            label={t('name')}
            autoFocus
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <fieldset>
            <legend className="font-medium text-12 text-quiet">{t('scopes')}</legend>
            <div className="grid grid-cols-2 max-md:grid-cols-1">
              {API_SCOPES.map((scope) => (
                <Checkbox
                  key={scope}
                  checked={scopes.includes(scope)}
                  onChange={(on) =>
                    setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))
                  }
                >
                  {t(`scopeText.${scope}`)}
                </Checkbox>
              ))}
            </div>
          </fieldset>
          <TextField
            label={t('origins')}
            hint={t('originsHint')}
            value={origins}
            onChange={(event) => setOrigins(event.target.value)}
          />
          <TextField
            label={t('ends')}
            type="date"
            value={expires}
            onChange={(event) => setExpires(event.target.value)}
          />
        </form>
      )}
    </Dialog>
  )
}
