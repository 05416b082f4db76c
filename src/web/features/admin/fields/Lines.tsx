import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses } from '#web/ui/Field.tsx'

const MOST_ROWS = 8

/** A list that is typed a line each. */
export function Lines({
  label,
  hint,
  value,
  onChange,
  least = 2,
  className,
}: {
  label: string
  hint: string
  value: string
  onChange: (value: string) => void
  /** Lines that are always shown. */
  least?: number
  className?: string
}) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <textarea
          {...ids}
          rows={Math.min(MOST_ROWS, Math.max(least, value.split('\n').length))}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={cx(inputClasses, '!h-auto resize-y py-1', className)}
        />
      )}
    </Field>
  )
}
