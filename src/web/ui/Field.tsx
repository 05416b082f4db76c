import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from './classes.ts'
import { IconButton } from './IconButton.tsx'
import { StatusShape } from './StatusShape.tsx'

export const inputClasses =
  'h-7 w-full min-w-0 rounded-2 border border-line-strong bg-well px-2 text-ink max-md:h-11 max-md:text-16 ' +
  'focus-visible:outline-offset-0 disabled:border-line disabled:text-off aria-invalid:border-bad'

/** What a field looks like around its control: label above, hint or error below, tied together for readers. */
export function Field({
  label,
  hint,
  error,
  quietLabel = false,
  children,
}: {
  label: string
  hint?: string | undefined
  error?: string | undefined
  /** The label is there for screen readers only. */
  quietLabel?: boolean
  children: (ids: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': boolean
  }) => ReactNode
}) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={cx('font-medium text-12 text-quiet', quietLabel && 'sr-only')}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
        'aria-invalid': error !== undefined,
      })}
      {note !== undefined && (
        <p
          id={`${id}-note`}
          role={error === undefined ? undefined : 'alert'}
          className={cx(
            'flex items-baseline gap-1.5 text-12',
            error === undefined ? 'text-quiet' : 'text-bad',
          )}
        >
          {error !== undefined && <StatusShape shape="cross" className="text-bad size-2.5" />}
          {note}
        </p>
      )}
    </div>
  )
}

interface TextFieldProps extends ComponentProps<'input'> {
  label: string
  hint?: string | undefined
  error?: string | undefined
  quietLabel?: boolean
}

export const TextField = ({ label, hint, error, quietLabel, className, ...rest }: TextFieldProps) => (
  <Field label={label} hint={hint} error={error} quietLabel={quietLabel ?? false}>
    {(ids) => <input {...rest} {...ids} className={cx(inputClasses, className)} />}
  </Field>
)

/** A password that can be looked at. */
export function PasswordField({ label, hint, error, className, ...rest }: TextFieldProps) {
  const { t } = useTranslation('ui')
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="relative">
          <input
            {...rest}
            {...ids}
            type={shown ? 'text' : 'password'}
            className={cx(inputClasses, 'pe-8 max-md:pe-11', className)}
          />
          <IconButton
            label={shown ? t('password.hide') : t('password.show')}
            pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-0"
          >
            {shown ? <EyeOff /> : <Eye />}
          </IconButton>
        </div>
      )}
    </Field>
  )
}
