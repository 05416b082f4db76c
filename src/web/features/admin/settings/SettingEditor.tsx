import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/classes.ts'
import { inputClasses } from '#web/ui/Field.tsx'
import { faultOf, isSecret, type SettingRow, shownText } from './setting.ts'

/** The control for a setting's type. A flag is saved as it is chosen, everything else when it is left. */
export function SettingEditor({
  row,
  value,
  labelledBy,
  disabled,
  onChange,
}: {
  row: SettingRow
  value: unknown
  labelledBy: string
  disabled: boolean
  onChange: (value: string | number) => void
}) {
  const { t } = useTranslation('admin')
  const standing = shownText(row, value)
  const [text, setText] = useState(standing)
  const fault = faultOf(row, text)
  if (row.type === 'flag')
    return (
      <label className="flex min-h-7 min-w-7 items-center max-md:min-h-11">
        <input
          type="checkbox"
          className="check-box"
          aria-labelledby={labelledBy}
          checked={value === 1}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked ? 1 : 0)}
        />
      </label>
    )
  const save = () => {
    if (fault === undefined && text !== standing) onChange(text)
  }
  const control = {
    'aria-labelledby': labelledBy,
    'aria-invalid': fault !== undefined,
    value: text,
    disabled,
    onBlur: save,
  }
  return (
    <div className="flex min-w-0 grow flex-col gap-1">
      {row.type === 'json' ? (
        <textarea
          {...control}
          spellCheck={false}
          rows={Math.min(12, Math.max(1, text.split('\n').length))}
          onChange={(event) => setText(event.target.value)}
          className={cx(inputClasses, 'h-auto resize-y py-1 font-mono text-12')}
        />
      ) : (
        <input
          {...control}
          type={isSecret(row.name) ? 'password' : 'text'}
          autoComplete="off"
          inputMode={row.type === 'number' ? 'decimal' : undefined}
          placeholder={row.type === 'list' ? t('settings.list') : undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && save()}
          className={inputClasses}
        />
      )}
      {fault !== undefined && (
        <p role="alert" className="text-12 text-bad">
          {t(`settings.fault.${fault}`)}
        </p>
      )}
    </div>
  )
}
