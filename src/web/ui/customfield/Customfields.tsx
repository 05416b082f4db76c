import { useTranslation } from 'react-i18next'
import { CustomfieldInput } from './CustomfieldInput.tsx'
import {
  type Customfield,
  type CustomfieldFault,
  type CustomfieldValues,
  choicesOf,
  isShown,
  optionsOf,
} from './customfield.ts'

/** The custom fields of one object: each where the values of the others ask for it. */
export function Customfields({
  fields,
  values,
  faults = {},
  disabled = false,
  onChange,
  onSettled = () => undefined,
  search,
}: {
  fields: readonly Customfield[]
  values: CustomfieldValues
  /** By the uuid of the field: what is wrong with its value, or words of the server for it. */
  faults?: Readonly<Record<string, CustomfieldFault | { text: string } | undefined>>
  disabled?: boolean
  onChange: (uuid: string, value: string) => void
  onSettled?: (uuid: string, value: string) => void
  search?: (uuid: string, text: string) => Promise<readonly string[]>
}) {
  const { t } = useTranslation('customfield')
  const words = (field: Customfield) => {
    const fault = faults[field.uuid]
    if (fault === undefined) return undefined
    if (typeof fault === 'object') return fault.text
    const own = fault === 'pattern' ? optionsOf(field.options).validate_error : undefined
    return own ?? t(`fault.${fault}`)
  }
  return fields
    .filter((field) => isShown(field, values))
    .map((field) => (
      <CustomfieldInput
        key={field.uuid}
        field={field}
        choices={choicesOf(field, fields, values)}
        value={values[field.uuid] ?? ''}
        error={words(field)}
        disabled={disabled}
        onChange={(value) => onChange(field.uuid, value)}
        onSettled={(value) => onSettled(field.uuid, value)}
        search={search}
      />
    ))
}
