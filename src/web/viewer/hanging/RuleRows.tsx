import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { type Choice, Select } from '#web/ui/Select.tsx'
import { type RuleTest, TESTS } from './protocol.ts'

interface EditedRule<A extends string> {
  attribute: A
  test: RuleTest
  value: string
  required: boolean
  weight: number
}

/** Rules as sentences to fill in: "modality — is — CT — required". */
export function RuleRows<A extends string>({
  rules,
  attributes,
  first,
  onChange,
}: {
  rules: readonly EditedRule<A>[]
  attributes: readonly Choice<A>[]
  /** What a new rule asks of. */
  first: A
  onChange: (rules: EditedRule<A>[]) => void
}) {
  const { t } = useTranslation('hanging')
  const change = (index: number, part: Partial<EditedRule<A>>) =>
    onChange(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)))
  return (
    <div className="flex flex-col gap-1.5">
      {rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the list
        <div key={index} className="flex flex-wrap items-end gap-1.5">
          <div className="w-44">
            <Select
              quietLabel
              label={t('rule.attribute')}
              value={rule.attribute}
              onChange={(attribute) => change(index, { attribute })}
              options={attributes}
            />
          </div>
          <div className="w-36">
            <Select
              quietLabel
              label={t('rule.test')}
              value={rule.test}
              onChange={(test) => change(index, { test })}
              options={TESTS.map((value) => ({ value, label: t(`rule.${value}`) }))}
            />
          </div>
          <div className="w-40">
            <TextField
              quietLabel
              label={t('rule.value')}
              value={rule.value}
              maxLength={200}
              onChange={(event) => change(index, { value: event.target.value })}
            />
          </div>
          <Checkbox checked={rule.required} onChange={(required) => change(index, { required })}>
            {t('rule.required')}
          </Checkbox>
          <div className="w-16">
            <TextField
              quietLabel
              label={t('rule.weight')}
              type="number"
              min={0}
              max={100}
              value={rule.weight}
              onChange={({ target }) =>
                change(index, {
                  weight: Math.min(
                    100,
                    Math.max(0, Number.isNaN(target.valueAsNumber) ? 0 : target.valueAsNumber),
                  ),
                })
              }
            />
          </div>
          <IconButton
            label={t('rule.remove', { number: index + 1 })}
            narrow
            onClick={() => onChange(rules.filter((_, at) => at !== index))}
          >
            <X className="!size-3.5" />
          </IconButton>
        </div>
      ))}
      <div>
        <Button
          look="plain"
          icon={<Plus />}
          onClick={() =>
            onChange([...rules, { attribute: first, test: 'is', value: '', required: true, weight: 1 }])
          }
        >
          {t('rule.add')}
        </Button>
      </div>
    </div>
  )
}
