import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { linkAdd, linkList } from '#contract/link.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { PasswordField, TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { AnonymisedFields } from '../AnonymisedFields.tsx'
import { useAccount } from '../account.ts'
import { type AnonymisedField, rulesWith } from '../anonymise.ts'
import { usePlaces } from '../namespaces/place.ts'

const DAY_MINUTES = 1440
const ENDS = ['1', '7', '30', '90', 'never'] as const
const MOST_WRONG = 10
const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY'] as const

/** How many of the smallest unit a whole one of the currency has. */
const unitsOf = (currency: string) =>
  10 **
  (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)

/** A link by which images come in from people without an account: by its address, or by the share code of the place. */
export function UploadLinkDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const account = useAccount()
  const { places } = usePlaces()
  const [namespace_id, setNamespace] = useState(account.namespace_id)
  const [description, setDescription] = useState('')
  const [ends, setEnds] = useState<(typeof ENDS)[number]>('30')
  const [password, setPassword] = useState('')
  const [maxHits, setMaxHits] = useState('')
  const [flags, setFlags] = useState({ noEmail: false, terms: false, code: false, ask: false })
  const [replaced, setReplaced] = useState<readonly AnonymisedField[]>([])
  const [charge, setCharge] = useState<{ amount: string; currency: string; what: string }>()
  const [made, setMade] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const place = places.find((one) => one.namespace_id === namespace_id)
  const code = place?.share_code ?? undefined
  const flag = (name: keyof typeof flags) => (on: boolean) => setFlags({ ...flags, [name]: on })

  const make = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefused(undefined)
    try {
      const { url } = await call(linkAdd, {
        namespace_id,
        action: 'STUDY_UPLOAD',
        ...(description ? { description } : {}),
        ...(ends === 'never' ? {} : { minutes_alive: Number(ends) * DAY_MINUTES }),
        ...(password ? { password, password_max_attempts: MOST_WRONG } : {}),
        ...(maxHits ? { max_hits: Number(maxHits) } : {}),
        skip_email_prompt: flags.noEmail ? 1 : 0,
        acceptance_required: flags.terms ? 1 : 0,
        use_share_code: flags.code && code ? 1 : 0,
        ...(replaced.length > 0
          ? {
              anonymize: rulesWith(replaced),
              prompt_for_anonymize: flags.ask ? (1 as const) : (0 as const),
            }
          : {}),
        ...(charge
          ? {
              charge_amount: Math.round(Number(charge.amount) * unitsOf(charge.currency)),
              charge_currency: charge.currency,
              charge_description: charge.what,
            }
          : {}),
      })
      setMade(url)
    } catch (error) {
      setRefused(
        t(`links.upload.refused.${errorTypeOf(error) ?? 'failed'}`, t('links.upload.refused.failed')),
      )
    }
    setBusy(false)
    await cache.invalidateQueries({ queryKey: keyOf(linkList) })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('links.upload.title')}
      description={t(made ? 'links.upload.made' : 'links.upload.text')}
      footer={
        made ? (
          <Button look="primary" size="large" onClick={onClose}>
            {t('links.upload.done')}
          </Button>
        ) : (
          <Button
            look="primary"
            size="large"
            type="submit"
            form="upload-link"
            busy={busy ? t('saving') : undefined}
          >
            {t('links.upload.make')}
          </Button>
        )
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      {made ? (
        <LinkBox url={made} label={t('links.address')} />
      ) : (
        <form id="upload-link" onSubmit={(event) => void make(event)} className="flex flex-col gap-3">
          <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
            <Select
              label={t('links.upload.place')}
              value={namespace_id}
              onChange={setNamespace}
              options={places.map((one) => ({ value: one.namespace_id, label: one.name }))}
            />
            <TextField
              label={t('links.upload.name')}
              hint={t('links.upload.nameHint')}
              maxLength={200}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
            <Select
              label={t('links.upload.ends')}
              value={ends}
              onChange={setEnds}
              options={ENDS.map((value) => ({
                value,
                label:
                  value === 'never'
                    ? t('links.upload.never')
                    : t('links.upload.days', { count: Number(value) }),
              }))}
            />
            <TextField
              label={t('links.upload.maxHits')}
              type="number"
              min={1}
              value={maxHits}
              onChange={(event) => setMaxHits(event.target.value)}
            />
            <PasswordField
              label={t('links.upload.password')}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </div>
          <div>
            <Checkbox checked={flags.code && code !== undefined} disabled={!code} onChange={flag('code')}>
              {code ? t('links.upload.code', { code }) : t('links.upload.noCode')}
            </Checkbox>
            <Checkbox checked={flags.noEmail} onChange={flag('noEmail')}>
              {t('links.upload.noEmail')}
            </Checkbox>
            <Checkbox checked={flags.terms} onChange={flag('terms')}>
              {t('links.upload.terms')}
            </Checkbox>
          </div>
          <fieldset>
            <legend className="font-medium text-12 text-quiet">{t('links.upload.anonymize')}</legend>
            <AnonymisedFields fields={replaced} onChange={setReplaced} />
            {replaced.length > 0 && (
              <Checkbox checked={flags.ask} onChange={flag('ask')}>
                {t('links.upload.ask')}
              </Checkbox>
            )}
          </fieldset>
          {account.connected === 1 && (
            <fieldset>
              <legend className="sr-only">{t('links.upload.charge')}</legend>
              <Checkbox
                checked={charge !== undefined}
                onChange={(on) => setCharge(on ? { amount: '', currency: 'USD', what: '' } : undefined)}
              >
                {t('links.upload.charge')}
              </Checkbox>
              {charge && (
                <div className="grid grid-cols-[1fr_1fr_2fr] gap-3 max-md:grid-cols-1">
                  <TextField
                    label={t('links.upload.amount')}
                    type="number"
                    min={0.5}
                    step="any"
                    required
                    value={charge.amount}
                    onChange={(event) => setCharge({ ...charge, amount: event.target.value })}
                  />
                  <Select
                    label={t('links.upload.currency')}
                    value={charge.currency}
                    onChange={(currency) => setCharge({ ...charge, currency })}
                    options={CURRENCIES.map((value) => ({ value: String(value), label: value }))}
                  />
                  <TextField
                    label={t('links.upload.what')}
                    required
                    maxLength={200}
                    value={charge.what}
                    onChange={(event) => setCharge({ ...charge, what: event.target.value })}
                  />
                </div>
              )}
            </fieldset>
          )}
        </form>
      )}
    </Dialog>
  )
}
