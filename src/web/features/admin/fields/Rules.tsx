import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Conditions } from './Conditions.tsx'
import { type FieldPart, Part } from './Part.tsx'
import type { Rule, RulePart } from './rule.ts'

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
            <Conditions
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
