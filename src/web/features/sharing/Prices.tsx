import { useTranslation } from 'react-i18next'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Customfields } from '#web/ui/customfield/Customfields.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import type { usePrices } from './prices.ts'
import { keyOfRecipient } from './recipient.ts'

/** What the recipients cost, by what they ask, and the agreement to be charged for it. */
export function Prices({ of }: { of: ReturnType<typeof usePrices> }) {
  const { t } = useTranslation('sharing')
  const formats = useFormats()
  const { prices, due, card } = of
  if (prices.length === 0) return null
  const keyed = prices.some(({ terms }) => terms.payment_processor?.publishable_key)
  const totals = Map.groupBy(due, ({ terms }) => terms.currency)
  const sums = [...totals].map(([currency, rows]) =>
    formats.money(
      rows.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
      currency,
    ),
  )
  return (
    <fieldset className="flex min-w-0 flex-col gap-2 border-line border-t pt-3">
      <legend className="sr-only">{t('price.title')}</legend>
      {prices.map(({ recipient, terms, amount }) => (
        <div key={keyOfRecipient(recipient)} className="flex min-w-0 flex-col gap-2">
          <div className="flex items-baseline gap-3">
            <span className="min-w-0 grow">
              <span dir="auto">{t('price.with', { name: recipient.label })}</span>
              {terms.charge_description && (
                <span className="block text-12 text-quiet">{terms.charge_description}</span>
              )}
            </span>
            <span aria-live="polite" className="shrink-0 font-strong tabular-nums">
              {amount === undefined
                ? '…'
                : amount === 0
                  ? t('price.nothing')
                  : formats.money(amount, terms.currency)}
            </span>
          </div>
          <Customfields
            fields={terms.customfields}
            values={of.valuesOf(recipient)}
            faults={{}}
            onChange={(uuid, value) => of.change(recipient, uuid, value)}
          />
        </div>
      ))}
      {due.length > 0 && card === null && (
        <p className="text-12 text-quiet">
          {t('price.noCard')}{' '}
          {keyed && (
            <a href="/card" target="_blank" rel="noreferrer" className="text-accent-text underline">
              {t('price.enterCard')}
            </a>
          )}
        </p>
      )}
      {due.length > 0 && card !== null && (
        <Checkbox checked={of.agreed} onChange={of.agree}>
          {t('price.agree', { card, amount: formats.list(sums) })}
        </Checkbox>
      )}
    </fieldset>
  )
}
