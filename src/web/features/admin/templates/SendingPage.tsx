import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { z } from 'zod'
import { accountRadreportEmailAuthorize, accountRadreportEmailGet } from '#contract/radreport.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { EmptyState, ErrorBar, ErrorState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useAccount } from '../account.ts'
import { drawCaptcha } from './captcha.ts'

/** `/admin/templates/sending`: whether reports may leave the account, and where its administrator lets them. */
export function SendingPage() {
  const { t } = useTranslation('templates')
  const account = useAccount()
  const { data, error, refetch } = useQuery(commandQuery(accountRadreportEmailGet, { uuid: account.uuid }))
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('sending.pageTitle')}</title>
      <PageHead title={t('sending.title')}>
        <Link to="/admin/templates" className={buttonClasses('plain')}>
          {t('sending.back')}
        </Link>
      </PageHead>
      <div className="min-h-0 max-w-[560px] grow overflow-y-auto p-4">
        <p className="mb-4 text-quiet">{t('sending.text', { account: account.name })}</p>
        {error && (
          <ErrorState
            title={t('sending.notRead')}
            actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
          />
        )}
        {!data && !error && <Skeleton className="h-16" />}
        {data && <Sending key={account.uuid} {...data} />}
      </div>
    </div>
  )
}

function Sending({ enabled, authorized, captcha }: z.output<(typeof accountRadreportEmailGet)['returns']>) {
  const { t } = useTranslation('templates')
  const account = useAccount()
  if (authorized === 1)
    return (
      <p role="status" className="flex items-center gap-2 font-medium">
        <StatusShape shape="tick" />
        {t('sending.yes', { account: account.name })}
      </p>
    )
  if (enabled === 0) return <EmptyState title={t('sending.off')} text={t('sending.offText')} />
  if (!captcha) return <EmptyState title={t('sending.noCaptcha')} text={t('sending.noCaptchaText')} />
  return <Riddle captcha={captcha} />
}

function Riddle({
  captcha,
}: {
  captcha: NonNullable<z.output<(typeof accountRadreportEmailGet)['returns']>['captcha']>
}) {
  const { t } = useTranslation('templates')
  const { uuid } = useAccount()
  const place = useRef<HTMLDivElement>(null)
  const [missing, setMissing] = useState(false)
  const { mutate, error } = useCommand(accountRadreportEmailAuthorize, {
    invalidates: [accountRadreportEmailGet],
  })
  const { provider, script, site_key } = captcha
  // An answer is good once: after one that was refused there is another riddle.
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    const element = place.current
    if (!element) return
    // A riddle is drawn into an element once; each has one of its own.
    const own = document.createElement('div')
    own.dataset.attempt = String(attempt)
    element.replaceChildren(own)
    drawCaptcha({ provider, script, site_key }, own, (captcha_response) =>
      mutate({ uuid, captcha_response }, { onError: () => setAttempt((n) => n + 1) }),
    ).catch(() => setMissing(true))
  }, [provider, script, site_key, uuid, mutate, attempt])
  return (
    <>
      {missing && <ErrorBar>{t('sending.notLoaded')}</ErrorBar>}
      {error && <ErrorBar>{t('sending.failed')}</ErrorBar>}
      <p className="mb-3">{t('sending.prove')}</p>
      <div ref={place} className="min-h-[78px]" />
    </>
  )
}
