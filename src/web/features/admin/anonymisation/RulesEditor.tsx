import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { anonymizationTest } from '#contract/anonymization.ts'
import { commandQuery } from '#web/api/query.ts'
import { CommandError } from '#web/api/refusal.ts'
import { TextField } from '#web/ui/Field.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useAccount } from '../account.ts'
import { FIELDS, kindsOf, ruleOf, SAMPLE, TYPED, treatmentOf } from './treatment.ts'

/** A rule to begin with: it leaves the value as it is. */
const WHOLE_VALUE = 's/^(.*)$/$1/'

/** What becomes of each field, tried on a sample as it is written. */
export function RulesEditor({
  rules,
  onChange,
  disabled,
}: {
  rules: Readonly<Record<string, unknown>>
  onChange: (rules: Readonly<Record<string, unknown>>) => void
  disabled: boolean
}) {
  const { t } = useTranslation('anonymisation')
  const { t: says } = useTranslation('admin')
  const account_id = useAccount().uuid
  const [sample, setSample] = useState(SAMPLE)
  // A test follows the typing at a distance; the last answer stays until the next.
  const asked = useDeferredValue(JSON.stringify({ rules, sample }))
  const tried = useQuery({
    ...commandQuery(anonymizationTest, { account_id, ...JSON.parse(asked) }),
    placeholderData: keepPreviousData,
  })
  const wrong = tried.error instanceof CommandError ? String(tried.error.error_subtype) : undefined
  const set = (field: string, rule: string | undefined) => {
    const others = Object.entries(rules).filter(([name]) => name !== field)
    onChange(Object.fromEntries(rule === undefined ? others : [...others, [field, rule]]))
  }
  return (
    <div className="flex flex-col">
      <div
        aria-hidden="true"
        className="grid grid-cols-[140px_1.2fr_1fr_1fr] gap-3 pb-1 font-medium text-12 text-quiet max-md:hidden"
      >
        <span>{t('field')}</span>
        <span>{t('becomes')}</span>
        <span>{t('sample')}</span>
        <span>{t('result')}</span>
      </div>
      {FIELDS.map((field) => {
        const name = field === 'patientid' ? t('patientid') : says(`anonymised.${field}`)
        const treatment = treatmentOf(rules[field])
        const result = tried.data?.result[field]
        const rule = ruleOf(treatment)
        return (
          <fieldset
            key={field}
            className="grid grid-cols-[140px_1.2fr_1fr_1fr] items-start gap-3 border-line border-t py-1.5 max-md:grid-cols-1 max-md:gap-1.5"
          >
            <legend className="sr-only">{name}</legend>
            <span className="pt-1 font-medium">{name}</span>
            <div className="flex min-w-0 flex-col gap-1.5">
              <Select
                label={t('becomesOf', { name })}
                quietLabel
                disabled={disabled}
                value={treatment.kind}
                onChange={(kind) =>
                  set(
                    field,
                    ruleOf({
                      kind,
                      text: kind === 'rule' ? WHOLE_VALUE : kind === 'text' ? 'ANONYMOUS' : '',
                    }),
                  )
                }
                options={kindsOf(field).map((value) => ({ value, label: t(`kinds.${value}`) }))}
              />
              {TYPED.includes(treatment.kind) && (
                <TextField
                  label={t(`typed.${treatment.kind}`, { name })}
                  quietLabel
                  disabled={disabled}
                  className={treatment.kind === 'rule' ? 'font-mono text-12' : ''}
                  spellCheck={false}
                  autoComplete="off"
                  value={treatment.text}
                  error={
                    treatment.kind === 'rule' && wrong !== undefined && wrong === rule
                      ? t('noRule')
                      : undefined
                  }
                  onChange={({ target }) => set(field, ruleOf({ ...treatment, text: target.value }))}
                />
              )}
            </div>
            <TextField
              label={t('sampleOf', { name })}
              quietLabel
              autoComplete="off"
              value={sample[field] ?? ''}
              onChange={({ target }) => setSample({ ...sample, [field]: target.value })}
            />
            <output
              aria-label={t('resultOf', { name })}
              className="min-h-7 min-w-0 self-start truncate pt-1.5 font-mono text-12 max-md:min-h-0"
            >
              {result === undefined || result === '' ? (
                <span className="text-quiet">{t('nothing')}</span>
              ) : (
                <span className={result === sample[field] ? 'text-quiet' : ''}>{result}</span>
              )}
            </output>
          </fieldset>
        )
      })}
      <p className="mt-2 text-12 text-quiet">{t('hint')}</p>
    </div>
  )
}
