import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { refusalOf } from '#web/api/call.ts'
import { useCommand } from '#web/api/query.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { Select } from '#web/ui/Select.tsx'
import { customOptions } from '../filters/useFilterFields.ts'
import { PaneSection } from './PaneSection.tsx'

type CustomfieldValue = NonNullable<StudyRecord['customfields']>[number]

const MULTIPLE = ['multiselect', 'picker']
const NONE = ' '

function Editor({
  field,
  onSave,
  error,
}: {
  field: CustomfieldValue
  onSave: (value: string) => void
  error: string | undefined
}) {
  const { t } = useTranslation('studies')
  const kept = typeof field.value === 'boolean' ? (field.value ? '1' : '0') : (field.value ?? '')
  const [draft, setDraft] = useState(kept)
  const options = customOptions(field.options)
  if (field.type === 'bool' || field.type === 'checkbox') {
    return (
      <Checkbox checked={kept === '1'} onChange={(on) => onSave(on ? '1' : '0')}>
        {field.name}
      </Checkbox>
    )
  }
  if (field.type === 'select' || field.type === 'radio') {
    return (
      <Select
        label={field.name}
        value={kept === '' ? NONE : kept}
        onChange={(value) => onSave(value === NONE ? '' : value)}
        options={[{ value: NONE, label: t('customfield.none') }, ...options]}
        error={error}
      />
    )
  }
  if (MULTIPLE.includes(field.type)) {
    const chosen = kept.split(',').filter((item) => item !== '')
    return (
      <fieldset>
        <legend className="font-medium text-12 text-quiet">{field.name}</legend>
        {options.map(({ value, label }) => (
          <Checkbox
            key={value}
            checked={chosen.includes(value)}
            onChange={(on) =>
              onSave(
                options
                  .map((option) => option.value)
                  .filter((one) => (one === value ? on : chosen.includes(one)))
                  .join(','),
              )
            }
          >
            {label}
          </Checkbox>
        ))}
      </fieldset>
    )
  }
  return (
    <TextField
      label={field.name}
      type={field.type === 'number' || field.type === 'date' ? field.type : 'text'}
      readOnly={field.type === 'calculated'}
      value={draft}
      error={error}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => draft !== kept && onSave(draft)}
      onKeyDown={(event) => event.key === 'Enter' && draft !== kept && onSave(draft)}
    />
  )
}

/** The account's own fields of a study, changed in place. */
export function CustomfieldsSection({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const set = useCommand(studySet, { invalidates: [studyGet, studyList] })
  const [failed, setFailed] = useState<string>()
  const fields = study.customfields ?? []
  if (fields.length === 0) return null
  const save = (uuid: string) => (value: string) => {
    setFailed(undefined)
    set.mutate({ study_id: study.uuid, [`customfield-${uuid}`]: value }, { onError: () => setFailed(uuid) })
  }
  const invalid = refusalOf(studySet, set.error) === 'INVALID_CUSTOMFIELD'
  return (
    <PaneSection title={t('customfield.title')} note={set.isPending ? t('saving') : undefined}>
      <div className="flex flex-col gap-2">
        {fields.map((field) => (
          <Editor
            key={`${study.uuid} ${field.uuid} ${String(field.value)}`}
            field={field}
            onSave={save(field.uuid)}
            error={
              failed === field.uuid ? t(invalid ? 'customfield.invalid' : 'customfield.failed') : undefined
            }
          />
        ))}
      </div>
    </PaneSection>
  )
}
