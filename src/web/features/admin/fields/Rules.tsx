import { useTranslation } from 'react-i18next'
import { TextField } from '#web/ui/Field.tsx'
import { ConditionedRows } from './ConditionedRows.tsx'
import { type FieldPart, Part } from './Part.tsx'
import type { RulePart } from './rule.ts'

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
  const blank = (): RulePart => ({ field: fields[0]?.value ?? '', operator: '-eq', value: '' })
  return (
    <Part title={t('rules')}>
      <p className="text-12 text-quiet">{t('rulesText')}</p>
      <ConditionedRows
        rows={rules}
        fields={fields}
        blank={blank}
        fresh={() => ({ value: '', parts: fields.length > 0 ? [blank()] : [] })}
        words={{ add: t('addRule'), remove: t('removeRule') }}
        value={({ value }, set) => (
          <TextField
            label={t('ruleValue')}
            value={value}
            onChange={(event) => set({ value: event.target.value })}
          />
        )}
        onChange={(next) => change({ rules: next })}
      />
    </Part>
  )
}
