import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { customfieldList } from '#contract/customfield.ts'
import { namespaceSharePricing } from '#contract/namespace.ts'
import { accountPayment } from '#contract/payment.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useAccount } from '../account.ts'
import { ConditionedRows } from '../fields/ConditionedRows.tsx'
import { CURRENCIES, centsOf, KINDS, type PriceDraft, priceDraft, priceParams } from './price.ts'

/** What sharing with a namespace costs, while it is edited. */
export function usePricing(uuid: string) {
  const stored = useQuery(commandQuery(namespaceSharePricing, { uuid })).data
  const [changed, setChanged] = useState<Partial<PriceDraft>>()
  const [checked, setChecked] = useState(false)
  const draft = stored && { ...priceDraft(stored), ...changed }
  return {
    draft,
    /** Faults are shown from the first try to save on. */
    checked,
    change: (part: Partial<PriceDraft>) => setChanged((before) => ({ ...before, ...part })),
    /** Whether it can be saved; says what can not from then on. */
    check(): boolean {
      setChecked(true)
      return !changed || !draft || priceParams(draft, stored) !== undefined
    },
    async save(): Promise<void> {
      const params = changed && draft && priceParams(draft, stored)
      if (params) await call(namespaceSharePricing, { uuid, ...params })
    },
  }
}

export function Pricing({ pricing }: { pricing: ReturnType<typeof usePricing> }) {
  const { t } = useTranslation('namespaces')
  const account = useAccount()
  const payment = useQuery(commandQuery(accountPayment, { account_id: account.uuid })).data
  const { draft, change, checked } = pricing
  if (!draft) return null
  const fault = (amount: string) => (checked && centsOf(amount) === undefined ? t('price.fault') : undefined)
  const unpaid = payment && (payment.processor === null || payment.account === null)
  return (
    <>
      <Checkbox checked={draft.second} onChange={(second) => change({ second })}>
        {t('price.second')}
      </Checkbox>
      {draft.kind !== 'free' && unpaid && (
        <p className="text-12 text-quiet">
          {t('price.unpaid')}{' '}
          <Link to="/admin/payments" className="text-accent-text underline">
            {t('price.toPayments')}
          </Link>
        </p>
      )}
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <Select
          label={t('price.kind')}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
          options={KINDS.map((value) => ({ value, label: t(`price.kinds.${value}`) }))}
        />
        {draft.kind !== 'free' && (
          <>
            <Select
              label={t('price.currency')}
              value={draft.currency}
              onChange={(currency) => change({ currency })}
              options={CURRENCIES.map((value) => ({ value, label: value }))}
            />
            <TextField
              label={t('price.what')}
              hint={t('price.whatHint')}
              maxLength={200}
              value={draft.what}
              onChange={({ target }) => change({ what: target.value })}
            />
          </>
        )}
        {draft.kind === 'session' && (
          <TextField
            label={t('price.amount')}
            inputMode="decimal"
            value={draft.session}
            error={fault(draft.session)}
            onChange={({ target }) => change({ session: target.value })}
          />
        )}
        {draft.kind === 'modality' && (
          <TextField
            label={t('price.other')}
            inputMode="decimal"
            value={draft.other}
            error={fault(draft.other)}
            onChange={({ target }) => change({ other: target.value })}
          />
        )}
      </div>
      {draft.kind === 'modality' && <ByModality draft={draft} change={change} fault={fault} />}
      {draft.kind === 'fields' && <ByFields draft={draft} change={change} fault={fault} />}
    </>
  )
}

interface Rows {
  draft: PriceDraft
  change: (part: Partial<PriceDraft>) => void
  fault: (amount: string) => string | undefined
}

function ByModality({ draft: { modalities }, change, fault }: Rows) {
  const { t } = useTranslation('namespaces')
  const set = (place: number, part: Partial<(typeof modalities)[number]>) =>
    change({ modalities: modalities.map((one, at) => (at === place ? { ...one, ...part } : one)) })
  return (
    <>
      {modalities.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a price is its place in the table while its modality is typed.
        <div key={place} className="flex items-end gap-2">
          <div className="grid grow grid-cols-2 gap-3">
            <TextField
              label={t('price.modality')}
              value={one.modality}
              maxLength={16}
              onChange={({ target }) => set(place, { modality: target.value.toUpperCase() })}
            />
            <TextField
              label={t('price.amount')}
              inputMode="decimal"
              value={one.amount}
              error={fault(one.amount)}
              onChange={({ target }) => set(place, { amount: target.value })}
            />
          </div>
          <IconButton
            label={t('price.remove')}
            onClick={() => change({ modalities: modalities.filter((_, at) => at !== place) })}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={<Plus className="!size-3" />}
          onClick={() => change({ modalities: [...modalities, { modality: '', amount: '' }] })}
        >
          {t('price.addModality')}
        </Button>
      </div>
    </>
  )
}

function ByFields({ draft: { fields, sum }, change, fault }: Rows) {
  const { t } = useTranslation('namespaces')
  const account_id = useAccount().uuid
  const asked =
    useQuery(
      commandQuery(customfieldList, {
        account_id,
        'filter.object.equals': 'Study',
        sort_by: 'display_order-asc',
        'page.rows': 1000,
      }),
    ).data?.customfields ?? []
  if (!fields) return <p className="text-12 text-quiet">{t('price.kept')}</p>
  const options = asked.map(({ uuid, name }) => ({ value: `customfield-${uuid}`, label: name }))
  return (
    <>
      <p className="text-12 text-quiet">{t(options.length === 0 ? 'price.noFields' : 'price.fieldsText')}</p>
      <ConditionedRows
        rows={fields}
        fields={options}
        blank={() => ({ field: options[0]?.value ?? '', operator: '-eq', value: '' })}
        fresh={() => ({ amount: '', parts: [] })}
        words={{ add: t('price.addRow'), remove: t('price.remove') }}
        value={({ amount }, set) => (
          <TextField
            label={t('price.amount')}
            inputMode="decimal"
            value={amount}
            error={fault(amount)}
            onChange={({ target }) => set({ amount: target.value })}
          />
        )}
        onChange={(next) => change({ fields: next })}
      />
      <Checkbox checked={sum} onChange={(next) => change({ sum: next })}>
        {t('price.sum')}
      </Checkbox>
    </>
  )
}
