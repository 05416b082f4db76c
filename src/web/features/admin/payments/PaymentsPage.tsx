import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { accountConnect, accountList, accountSet } from '#contract/account.ts'
import { accountPayment } from '#contract/payment.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { CommandError, errorTypeOf } from '#web/api/refusal.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'

/** For which account this browser went to the processor: only that way back is taken. */
const WAY = 'collimate.connecting'

function Step({ done, title, children }: { done?: boolean; title: string; children: ReactNode }) {
  const { t } = useTranslation('payments')
  return (
    <section aria-label={title} className="flex flex-col gap-2 border-line border-t pt-4">
      <h2 className="flex items-center gap-2 font-strong text-13">
        {done !== undefined && <StatusShape shape={done ? 'done' : 'dashed'} />}
        {title}
        {done !== undefined && (
          <span className="font-normal text-12 text-quiet">{t(done ? 'done' : 'open')}</span>
        )}
      </h2>
      {children}
    </section>
  )
}

/** `/admin/payments`: being paid for links and for what is shared, by the processor of this server. */
export function PaymentsPage() {
  const { t } = useTranslation('payments')
  const account = useAccount()
  const cache = useQueryClient()
  const toast = useToast()
  const [search, setSearch] = useSearchParams()
  const payment = useQuery(commandQuery(accountPayment, { account_id: account.uuid })).data
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const enabled = account.settings.enable_credit_card_processor === 1
  const refresh = () =>
    Promise.all(
      [accountPayment, accountList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  const connect = async (uuid: string, given: string) => {
    setBusy(true)
    setRefused(undefined)
    try {
      await call(accountConnect, { uuid, code: given })
      setCode('')
      toast({ text: t('connected') })
    } catch (error) {
      const detail =
        error instanceof CommandError && typeof error.error_subtype === 'string' ? error.error_subtype : ''
      setRefused(
        t([`refused.${detail}`, `refused.${errorTypeOf(error) ?? 'failed'}`, 'refused.failed'], { detail }),
      )
    }
    setBusy(false)
    await refresh()
  }
  const returned = useRef(false)
  useEffect(() => {
    const given = search.get('code')
    const fault = search.get('error_description') ?? search.get('error')
    if (returned.current || (!given && !fault)) return
    returned.current = true
    const way = sessionStorage.getItem(WAY)
    sessionStorage.removeItem(WAY)
    // A code is for one use, and no address is to keep it.
    setSearch({}, { replace: true })
    if (!given) return setRefused(fault ?? '')
    if (way === null || way !== search.get('state')) return setRefused(t('refused.state'))
    void connect(way.split(' ')[0] ?? '', given)
  })
  const leave = (url: string) => {
    const state = `${account.uuid} ${crypto.randomUUID()}`
    sessionStorage.setItem(WAY, state)
    window.location.assign(`${url}&state=${encodeURIComponent(state)}`)
  }
  const enable = (on: boolean) =>
    void call(accountSet, {
      uuid: account.uuid,
      settings: { enable_credit_card_processor: on ? 1 : 0 },
    })
      .then(refresh)
      .catch(() => toast({ kind: 'bad', text: t('refused.failed') }))

  return (
    <div className="flex h-full flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')} />
      <div className="min-h-0 overflow-y-auto">
        <div className="mx-auto flex max-w-[560px] flex-col gap-6 p-4">
          <p className="text-quiet">{t('text')}</p>
          {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
          {!payment && <Skeleton className="h-40" />}
          {payment && (
            <>
              <Step done={payment.processor !== null} title={t('server.title')}>
                <p className="text-quiet">
                  {payment.processor === null
                    ? t('refused.NOT_CONFIGURED')
                    : t('server.text', { processor: t(`processor.${payment.processor}`) })}
                </p>
              </Step>
              <Step done={payment.account !== null} title={t('connect.title')}>
                <p className="text-quiet">
                  {payment.account === null
                    ? t('connect.not')
                    : t('connect.as', { account: payment.account })}
                </p>
                {payment.processor !== null && payment.connect_url !== null && (
                  <div>
                    <Button
                      look={payment.account === null ? 'primary' : 'secondary'}
                      busy={busy ? t('connect.busy') : undefined}
                      onClick={() => leave(payment.connect_url ?? '')}
                    >
                      {t(payment.account === null ? 'connect.go' : 'connect.again')}
                    </Button>
                  </div>
                )}
                {payment.processor !== null && payment.connect_url === null && (
                  <form
                    className="flex items-end gap-2"
                    onSubmit={(event: FormEvent) => {
                      event.preventDefault()
                      void connect(account.uuid, code.trim())
                    }}
                  >
                    <div className="grow">
                      <TextField
                        label={t('connect.code')}
                        hint={t('connect.codeHint')}
                        required
                        autoComplete="off"
                        value={code}
                        onChange={({ target }) => setCode(target.value)}
                      />
                    </div>
                    <Button type="submit" look="primary" busy={busy ? t('connect.busy') : undefined}>
                      {t('connect.do')}
                    </Button>
                  </form>
                )}
              </Step>
              <Step done={enabled} title={t('enable.title')}>
                <Checkbox checked={enabled} onChange={enable}>
                  {t('enable.on')}
                </Checkbox>
              </Step>
              <Step title={t('use.title')}>
                <p className="text-quiet">{t('use.text')}</p>
                <div className="flex flex-wrap gap-2">
                  <Link to="/admin/namespaces" className={buttonClasses('secondary')}>
                    {t('use.sharing')}
                  </Link>
                  <Link to="/admin/links" className={buttonClasses('secondary')}>
                    {t('use.links')}
                  </Link>
                </div>
              </Step>
            </>
          )}
        </div>
      </div>
    </div>
  )
}
