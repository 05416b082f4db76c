import { useTranslation } from 'react-i18next'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { Select } from '#web/ui/Select.tsx'
import { type FieldDraft, SEARCH_SOURCES, TYPED, WITH_VALUES } from './field.ts'
import { Lines } from './Lines.tsx'
import { type FieldPart, Part } from './Part.tsx'

/** What values of the type a field takes. */
export function TypeOptions({ draft, change }: FieldPart) {
  const { t } = useTranslation('fields')
  const lines = (name: 'values' | 'suggested' | 'inactive', hint: string) => (
    <Lines
      label={t(name)}
      hint={hint}
      value={draft[name]}
      onChange={(text) => change({ [name]: text } satisfies Partial<FieldDraft>)}
    />
  )
  const { type } = draft
  if (type === 'date')
    return (
      <Checkbox
        checked={draft.forbid_future_dates}
        onChange={(forbid_future_dates) => change({ forbid_future_dates })}
      >
        {t('noFuture')}
      </Checkbox>
    )
  if (WITH_VALUES.includes(type))
    return (
      <Part title={t('valuesTitle')}>
        {type === 'search' && (
          <Select
            label={t('source')}
            value={draft.search_source}
            onChange={(search_source) => change({ search_source })}
            options={SEARCH_SOURCES.map((value) => ({ value, label: t(`sources.${value}`) }))}
          />
        )}
        {(type !== 'search' || draft.search_source === 'customfield_values') &&
          lines('values', t('valuesHint'))}
        {type === 'search' && lines('suggested', t('suggestedHint'))}
        {type !== 'search' && lines('inactive', t('inactiveHint'))}
      </Part>
    )
  if (TYPED.includes(type))
    return (
      <Part title={t('valuesTitle')}>
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <TextField
            label={t('validate')}
            hint={t('validateHint')}
            className="font-mono"
            value={draft.validate}
            onChange={(event) => change({ validate: event.target.value })}
          />
          <TextField
            label={t('validateError')}
            value={draft.validate_error}
            onChange={(event) => change({ validate_error: event.target.value })}
          />
          <TextField
            label={t('maxLength')}
            type="number"
            min={1}
            value={draft.max_length}
            onChange={(event) => change({ max_length: event.target.value })}
          />
        </div>
        {type === 'text' && lines('suggested', t('suggestedHint'))}
      </Part>
    )
  return null
}
