import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { OPERATORS, type RulePart } from './rule.ts'

/** Conditions of which all must hold, each about a field. */
export function Conditions({
  parts,
  fields,
  blank,
  onChange,
}: {
  parts: readonly RulePart[]
  fields: readonly { value: string; label: string }[]
  blank: () => RulePart
  onChange: (parts: readonly RulePart[]) => void
}) {
  const { t } = useTranslation('fields')
  const set = (place: number, part: Partial<RulePart>) =>
    onChange(parts.map((one, at) => (at === place ? { ...one, ...part } : one)))
  return (
    <>
      {parts.length === 0 && <p className="text-12 text-quiet">{t('holdsAlways')}</p>}
      {parts.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place in the rule, and has no other name.
        <div key={place} className="flex items-end gap-2">
          <div className="grid grow grid-cols-3 gap-2 max-md:grid-cols-1">
            <Select
              label={t('ruleField')}
              quietLabel
              value={one.field}
              onChange={(field) => set(place, { field })}
              options={
                fields.some(({ value }) => value === one.field)
                  ? fields
                  : [...fields, { value: one.field, label: one.field }]
              }
            />
            <Select
              label={t('ruleOperator')}
              quietLabel
              value={one.operator}
              onChange={(operator) => set(place, { operator })}
              options={OPERATORS.map((value) => ({ value, label: t(`operator.${value}`) }))}
            />
            <TextField
              label={t('ruleOperand')}
              quietLabel
              value={one.value}
              onChange={(event) => set(place, { value: event.target.value })}
            />
          </div>
          <IconButton
            label={t('removeCondition')}
            onClick={() => onChange(parts.filter((_, at) => at !== place))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      {fields.length > 0 && (
        <div>
          <Button
            size="small"
            look="plain"
            icon={<Plus className="!size-3" />}
            onClick={() => onChange([...parts, blank()])}
          >
            {t('addCondition')}
          </Button>
        </div>
      )}
    </>
  )
}
