import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountLinkKeyDelete, accountLinkKeyGet, accountLinkKeyReset } from '#contract/account_link_key.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater, useLeaving } from '#web/api/leaving.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useAccount } from '../account.ts'

/** The commands whose `v` is encrypted with the key. */
const COMMANDS = ['/link/external', '/link/sso', '/link/redirect'] as const

/** The key with which an account's own programs encrypt what their links say: made, shown once, replaced, deleted. */
export function ProgramKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { uuid } = useAccount()
  const cache = useQueryClient()
  const deleteLater = useDeleteLater()
  const leaving = useLeaving()
  const stored = useQuery(commandQuery(accountLinkKeyGet, { uuid })).data
  const [made, setMade] = useState<string>()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const words = (error: unknown) =>
    t(`places.refused.${errorTypeOf(error) ?? 'failed'}`, t('places.refused.failed'))
  // Whoever lists accounts asks for what is leaving by their uuids too.
  const id = `link key ${uuid}`
  const hasKey = stored?.has_key === 1 && !leaving.has(id)
  const make = async () => {
    setBusy(true)
    setRefused(undefined)
    try {
      setMade((await call(accountLinkKeyReset, { uuid })).key)
    } catch (error) {
      setRefused(words(error))
    }
    setAsking(false)
    setBusy(false)
    await cache.invalidateQueries({ queryKey: keyOf(accountLinkKeyGet) })
  }
  const remove = () => {
    deleteLater({
      uuids: [id],
      remove: (_, options) => call(accountLinkKeyDelete, { uuid }, options),
      reads: [accountLinkKeyGet],
      text: t('links.key.deleted'),
      failed: (failures) => words(failures[0]?.error),
    })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('links.key.title')}
      description={t(made ? 'links.key.once' : 'links.key.text')}
      footer={
        made ? (
          <Button look="primary" size="large" onClick={onClose}>
            {t('done')}
          </Button>
        ) : (
          stored && (
            <>
              {hasKey && (
                <Button look="plain" size="large" className="hover:!text-bad" onClick={remove}>
                  {t('links.key.delete')}
                </Button>
              )}
              <span className="grow" />
              {asking ? (
                <>
                  <Button size="large" onClick={() => setAsking(false)}>
                    {t('cancel')}
                  </Button>
                  <Button
                    look="danger"
                    size="large"
                    busy={busy ? t('saving') : undefined}
                    onClick={() => void make()}
                  >
                    {t('links.key.replaceNow')}
                  </Button>
                </>
              ) : (
                <Button
                  look={hasKey ? 'secondary' : 'primary'}
                  size="large"
                  // What is leaving would take a new key with it.
                  disabled={leaving.has(id)}
                  busy={busy ? t('saving') : undefined}
                  onClick={() => (hasKey ? setAsking(true) : void make())}
                >
                  {t(hasKey ? 'links.key.replace' : 'links.key.make')}
                </Button>
              )}
            </>
          )
        )
      }
    >
      <div className="flex flex-col gap-4">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        {made && <LinkBox url={made} label={t('links.key.key')} />}
        {!made && !stored && <Skeleton className="h-7" />}
        {!made && stored && (
          <p className="flex items-center gap-2">
            <StatusShape shape={hasKey ? 'done' : 'dashed'} />
            {t(hasKey ? 'links.key.there' : 'links.key.none')}
          </p>
        )}
        {asking && <p role="alert">{t('links.key.ask')}</p>}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-2">
          <dt className="text-12 text-quiet">{t('links.key.account')}</dt>
          <dd>
            <LinkBox url={uuid} label={t('links.key.account')} />
          </dd>
          <dt className="self-start text-12 text-quiet">{t('links.key.commands')}</dt>
          <dd className="flex flex-col font-mono text-12">
            {COMMANDS.map((path) => (
              <span key={path}>/api/v3{path}</span>
            ))}
          </dd>
        </dl>
      </div>
    </Dialog>
  )
}
