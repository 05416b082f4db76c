import { useTranslation } from 'react-i18next'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { ANONYMISED_FIELDS, type AnonymisedField } from './anonymise.ts'

/** Which of the patient's data is replaced. */
export function AnonymisedFields({
  fields,
  onChange,
}: {
  fields: readonly AnonymisedField[]
  onChange: (fields: readonly AnonymisedField[]) => void
}) {
  const { t } = useTranslation('admin')
  return (
    <div className="grid grid-cols-2 max-md:grid-cols-1">
      {ANONYMISED_FIELDS.map((field) => (
        <Checkbox
          key={field}
          checked={fields.includes(field)}
          onChange={(on) => onChange(on ? [...fields, field] : fields.filter((one) => one !== field))}
        >
          {t(`anonymised.${field}`)}
        </Checkbox>
      ))}
    </div>
  )
}
