import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { linkAdd, linkList } from '#contract/link.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyShare, studyShareList } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { DAY_MINUTES, endsOf, LINK_ENDS, type LinkDefaults, type LinkEnds } from '#web/api/link_defaults.ts'
import { keyOf } from '#web/api/query.ts'
import { CommandError, errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Field, inputClasses, PasswordField, TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { AccessList } from './AccessList.tsx'
import { useLinkDefaults } from './link_defaults.ts'
import { Prices } from './Prices.tsx'
import { usePrices } from './prices.ts'
import { RecipientField } from './RecipientField.tsx'
import { allows, type Recipient } from './recipient.ts'

interface LinkOptions {
  wanted: boolean
  ends: LinkEnds
  password: string
  email: string
  priors: boolean
  download: boolean
  terms: boolean
}
const NO_LINK: LinkOptions = {
  wanted: false,
  ends: '7',
  password: '',
  email: '',
  priors: false,
  download: false,
  terms: false,
}

/** The options as a place has them begin: its minutes as the longest choice that is no longer. */
function beginning({
  minutes_alive,
  include_priors,
  inherit_permissions,
  acceptance_required,
}: LinkDefaults): LinkOptions {
  return {
    ...NO_LINK,
    ends: endsOf(minutes_alive, NO_LINK.ends),
    priors: include_priors === 1,
    download: inherit_permissions === 1,
    terms: acceptance_required === 1,
  }
}

/** What a link of these options is, for `/link/add`; what the dialog does not ask is as the place has it. */
const linkOf = (
  uuid: string,
  { ends, password, email, priors, download, terms }: LinkOptions,
  message: string,
  { minutes_alive: _, ...defaults }: LinkDefaults,
) => ({
  ...defaults,
  study_id: uuid,
  action: 'STUDY_VIEW',
  ...(ends === 'never' ? {} : { minutes_alive: Number(ends) * DAY_MINUTES }),
  ...(password ? { password, password_max_attempts: 10 } : {}),
  ...(email ? { email: email.trim() } : {}),
  ...(message ? { message } : {}),
  include_priors: priors ? (1 as const) : (0 as const),
  inherit_permissions: download ? (1 as const) : (0 as const),
  acceptance_required: terms ? (1 as const) : (0 as const),
})

/** Shares studies: with people who have an account, by address or code, and by a link for those who have none. */
export function ShareDialog({ studies, onClose }: { studies: readonly StudyRecord[]; onClose: () => void }) {
  const { t } = useTranslation('sharing')
  const formats = useFormats()
  const cache = useQueryClient()
  const [recipients, setRecipients] = useState<readonly Recipient[]>([])
  const [message, setMessage] = useState('')
  const [single] = studies
  const defaults = useLinkDefaults(single?.phi_namespace)
  const [changed, setLink] = useState<Partial<LinkOptions>>({})
  const link: LinkOptions = { ...beginning(defaults ?? {}), ...changed }
  const [busy, setBusy] = useState(false)
  const [failures, setFailures] = useState<readonly string[]>([])
  const [made, setMade] = useState<readonly { study: StudyRecord; url: string }[]>([])
  const [shared, setShared] = useState(0)
  const change = (part: Partial<LinkOptions>) => setLink((before) => ({ ...before, ...part }))
  const mayLink = allows(studies, 'link_edit')
  const prices = usePrices(studies, recipients)
  const ready = (recipients.length > 0 || link.wanted) && !busy && prices.settled

  const words = (error: unknown): string => {
    const token = errorTypeOf(error)
    const subtype = error instanceof CommandError ? error.error_subtype : undefined
    return t(
      token === 'SHARE_FAILED' && typeof subtype === 'string'
        ? `refused.${subtype}`
        : token === undefined
          ? 'refused.failed'
          : `refused.${token}`,
      t('refused.other'),
    )
  }
  const share = async () => {
    setBusy(true)
    setFailures([])
    const wrong: string[] = []
    const left = new Set<Recipient>()
    let done = 0
    for (const study of studies) {
      for (const recipient of recipients) {
        const to = { [recipient.kind]: recipient.kind === 'email' ? [recipient.value] : recipient.value }
        try {
          await call(studyShare, {
            uuid: study.uuid,
            ...to,
            ...(message ? { message } : {}),
            ...prices.parameters(study, recipient),
          })
          done += 1
        } catch (error) {
          wrong.push(`${recipient.label}: ${words(error)}`)
          left.add(recipient)
        }
      }
      if (!link.wanted) continue
      try {
        const { url } = await call(linkAdd, linkOf(study.uuid, link, message, defaults ?? {}))
        setMade((before) => [...before, { study, url }])
      } catch (error) {
        wrong.push(`${t('link.name')}: ${words(error)}`)
      }
    }
    setShared((before) => before + done)
    setRecipients([...left])
    setFailures(wrong)
    if (wrong.length === 0) setLink({})
    setBusy(false)
    await Promise.all(
      [studyShareList, linkList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) void share()
  }
  const description =
    studies.length === 1 && single
      ? [
          formats.personName(single.patient_name),
          single.study_description,
          formats.dicomDate(single.study_date),
          t('images', { count: single.image_count }),
        ]
          .filter((part) => part)
          .join(' · ')
      : t('studies', { count: studies.length })

  return (
    <Dialog
      open
      onOpenChange={onClose}
      width={studies.length === 1 ? 'wide' : 'normal'}
      title={t('title', { count: studies.length })}
      description={description}
      flush
      footer={
        <>
          <span role="status" className="min-w-0 grow truncate text-12 text-quiet max-md:basis-full">
            {shared > 0 && t('sharedWith', { count: shared })}
          </span>
          <Button size="large" onClick={onClose}>
            {t(shared > 0 || made.length > 0 ? 'done' : 'cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            form="share-form"
            type="submit"
            disabled={!ready}
            keys={t('keys')}
            busy={busy ? t('sharing') : undefined}
          >
            {t('share')}
          </Button>
        </>
      }
    >
      <div
        className={cx(
          'grid min-h-0 grid-cols-[minmax(0,1fr)]',
          studies.length === 1 && 'md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]',
        )}
      >
        <form
          id="share-form"
          onSubmit={submit}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
          }}
          className="flex min-w-0 flex-col gap-3 px-6 py-4"
        >
          {failures.map((failure) => (
            <ErrorBar key={failure}>{failure}</ErrorBar>
          ))}
          <div className="flex flex-col gap-1">
            <h3 className="font-medium text-12 text-quiet">{t('to')}</h3>
            <RecipientField studies={studies} recipients={recipients} onChange={setRecipients} />
          </div>
          <Prices of={prices} />
          <Field label={t('message')}>
            {(ids) => (
              <textarea
                {...ids}
                rows={2}
                value={message}
                onChange={(event) => setMessage(event.target.value)}
                className={cx(inputClasses, '!h-auto resize-y py-1')}
              />
            )}
          </Field>
          {mayLink && (
            <fieldset className="flex flex-col gap-2 border-line border-t pt-3">
              <legend className="sr-only">{t('without')}</legend>
              <Checkbox checked={link.wanted} onChange={(wanted) => change({ wanted })}>
                {t('link.make')}
              </Checkbox>
              {link.wanted && (
                <>
                  <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
                    <Select
                      label={t('link.ends')}
                      value={link.ends}
                      onChange={(ends) => change({ ends })}
                      options={LINK_ENDS.map((value) => ({
                        value,
                        label: value === 'never' ? t('link.never') : t('link.days', { count: Number(value) }),
                      }))}
                    />
                    <PasswordField
                      label={t('link.password')}
                      autoComplete="new-password"
                      value={link.password}
                      onChange={(event) => change({ password: event.target.value })}
                    />
                    <TextField
                      label={t('link.email')}
                      hint={t('link.emailHint')}
                      type="email"
                      value={link.email}
                      onChange={(event) => change({ email: event.target.value })}
                    />
                  </div>
                  <div className="grid grid-cols-2 max-md:grid-cols-1">
                    <Checkbox checked={link.priors} onChange={(priors) => change({ priors })}>
                      {t('link.priors')}
                    </Checkbox>
                    {allows(studies, 'study_download') && (
                      <Checkbox checked={link.download} onChange={(download) => change({ download })}>
                        {t('link.download')}
                      </Checkbox>
                    )}
                    <Checkbox checked={link.terms} onChange={(terms) => change({ terms })}>
                      {t('link.terms')}
                    </Checkbox>
                  </div>
                </>
              )}
            </fieldset>
          )}
          {(studies.length > 1 ? made : []).map(({ study, url }) => (
            <LinkBox key={url} url={url} label={t('link.to', { name: study.study_description ?? '' })} />
          ))}
        </form>
        {studies.length === 1 && single && (
          <div className="min-h-0 border-line bg-surface max-md:border-t md:max-h-[60dvh] md:overflow-y-auto md:border-s">
            <AccessList study={single} />
          </div>
        )}
      </div>
    </Dialog>
  )
}
