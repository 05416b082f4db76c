import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { type FieldPart, Part } from './Part.tsx'
import { OPERATORS, type Rule, type RulePart } from './rule.ts'

/** Attributes of a study that rules are usually about. */
const STUDY_FIELDS = [
  'modality',
  'study_description',
  'study_status',
  'patient_sex',
  'patientid',
  'accession_number',
  'referring_physician',
  'source',
] as const

/** The rules of a calculated field, from the first: the first that holds gives the value. */
export function Rules({ draft, change, others, object }: FieldPart & { object: string }) {
  const { t } = useTranslation('fields')
  const { rules } = draft
  if (rules === undefined)
    return (
      <Part title={t('rules')}>
        <p className="text-12 text-quiet">{t('rulesKept')}</p>
      </Part>
    )
  const fields = [
    ...(object === 'Study'
      ? STUDY_FIELDS.map((value) => ({ value: String(value), label: t(`study.${value}`) }))
      : []),
    ...others.map(({ uuid, name }) => ({ value: `customfield-${uuid}`, label: name })),
  ]
  const set = (place: number, part: Partial<Rule>) =>
    change({ rules: rules.map((rule, at) => (at === place ? { ...rule, ...part } : rule)) })
  const blank = (): RulePart => ({ field: fields[0]?.value ?? '', operator: '-eq', value: '' })
  return (
    <Part title={t('rules')}>
      <p className="text-12 text-quiet">{t('rulesText')}</p>
      <ol className="flex flex-col gap-2">
        {rules.map((rule, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the order, and has no other name.
          <li key={place} className="flex flex-col gap-2 rounded-2 border border-line p-2">
            <div className="flex items-end gap-2">
              <div className="grow">
                <TextField
                  label={t('ruleValue')}
                  value={rule.value}
                  onChange={(event) => set(place, { value: event.target.value })}
                />
              </div>
              <IconButton
                label={t('removeRule')}
                onClick={() => change({ rules: rules.filter((_, at) => at !== place) })}
              >
                <X />
              </IconButton>
            </div>
            <Parts
              parts={rule.parts}
              fields={fields}
              onChange={(parts) => set(place, { parts })}
              blank={blank}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button
          size="small"
          icon={<Plus className="!size-3" />}
          onClick={() =>
            change({ rules: [...rules, { value: '', parts: fields.length > 0 ? [blank()] : [] }] })
          }
        >
          {t('addRule')}
        </Button>
      </div>
    </Part>
  )
}

function Parts({
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
