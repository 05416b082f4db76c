import { ChevronDown } from 'lucide-react'
import { cx } from './classes.ts'
import { Field, inputClasses } from './Field.tsx'

export interface Choice<V extends string> {
  value: V
  label: string
}

/** One of a short, known list: the browser's own, so that it is right on every device. Longer lists are a Combobox. */
export function Select<V extends string>({
  label,
  quietLabel = false,
  value,
  onChange,
  options,
  disabled = false,
  hint,
  error,
}: {
  label: string
  quietLabel?: boolean
  value: V
  onChange: (value: V) => void
  options: readonly Choice<V>[]
  disabled?: boolean
  hint?: string | undefined
  error?: string | undefined
}) {
  return (
    <Field label={label} quietLabel={quietLabel} hint={hint} error={error}>
      {(ids) => (
        <div className="relative">
          <select
            {...ids}
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const option = options.find((candidate) => candidate.value === event.target.value)
              if (option) onChange(option.value)
            }}
            className={cx(inputClasses, 'appearance-none truncate pe-7')}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} className="bg-raised text-ink">
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown className="pointer-events-none absolute inset-y-0 end-2 my-auto text-quiet" />
        </div>
      )}
    </Field>
  )
}
