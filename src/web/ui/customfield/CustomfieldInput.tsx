import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../Button.tsx'
import { Checkbox } from '../Checkbox.tsx'
import { Combobox } from '../Combobox.tsx'
import { cx } from '../classes.ts'
import { Field, inputClasses, TextField } from '../Field.tsx'
import { Popover } from '../Popover.tsx'
import { Select } from '../Select.tsx'
import { type Customfield, type CustomfieldChoice, chosenOf, labelOf, optionsOf } from './customfield.ts'

/** A value that a select can not carry as one of its own. */
const NONE = ' '
const REST_MS = 250

interface Input {
  field: Customfield
  choices: readonly CustomfieldChoice[]
  value: string
  error: string | undefined
  disabled: boolean
  onChange: (value: string) => void
  /** The value is there to stay: it was chosen, or what it is typed into was left. */
  onSettled: (value: string) => void
  /** What a field of the type `search` finds. */
  search?: ((uuid: string, text: string) => Promise<readonly string[]>) | undefined
}

/** The control for a custom field, whatever its type. */
export function CustomfieldInput(input: Input) {
  const { t } = useTranslation('customfield')
  const { field, choices, value, error, disabled, onChange, onSettled } = input
  const label = labelOf(field)
  const { hint, max_length, suggested } = optionsOf(field.options)
  const settle = (next: string) => {
    onChange(next)
    onSettled(next)
  }
  switch (field.type) {
    case 'bool':
    case 'checkbox':
      return (
        <Checkbox
          checked={value === '1' || value === 'true'}
          disabled={disabled}
          onChange={(on) => settle(on ? '1' : '0')}
        >
          {label}
        </Checkbox>
      )
    case 'select':
      return (
        <Select
          label={label}
          hint={hint}
          value={value === '' ? NONE : value}
          disabled={disabled}
          error={error}
          onChange={(next) => settle(next === NONE ? '' : next)}
          options={[{ value: NONE, label: t('none') }, ...choices]}
        />
      )
    case 'radio':
    case 'multiselect':
    case 'picker':
      return <Choices {...input} label={label} hint={hint} settle={settle} />
    case 'search':
      return <Search {...input} label={label} hint={hint} settle={settle} />
    case 'memo':
      return (
        <Field label={label} hint={hint} error={error}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              maxLength={max_length}
              value={value}
              disabled={disabled}
              onChange={(event) => onChange(event.target.value)}
              onBlur={() => onSettled(value)}
              className={cx(inputClasses, '!h-auto resize-y py-1')}
            />
          )}
        </Field>
      )
    default:
      return (
        <>
          <TextField
            label={label}
            hint={hint}
            error={error}
            type={field.type === 'date' ? 'date' : 'text'}
            inputMode={field.type === 'number' ? 'decimal' : undefined}
            maxLength={max_length}
            readOnly={field.type === 'calculated'}
            disabled={disabled}
            list={suggested.length > 0 ? `${field.uuid}-suggested` : undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onBlur={() => onSettled(value)}
            onKeyDown={(event) => event.key === 'Enter' && onSettled(value)}
          />
          {suggested.length > 0 && (
            <datalist id={`${field.uuid}-suggested`}>
              {suggested.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )
  }
}

interface Settling extends Input {
  label: string
  hint: string | undefined
  settle: (value: string) => void
}

/** One or several of a short list, all of it in sight. */
function Choices({ field, choices, value, error, disabled, label, hint, settle }: Settling) {
  const chosen = chosenOf(value)
  const toggle = (one: string, on: boolean) =>
    settle(
      choices
        .map((choice) => choice.value)
        .filter((other) => (other === one ? on : chosen.includes(other)))
        .join(','),
    )
  return (
    <fieldset disabled={disabled}>
      <legend className="font-medium text-12 text-quiet">{label}</legend>
      {choices.map((choice) =>
        field.type === 'radio' ? (
          <label key={choice.value} className="flex min-h-7 items-center gap-2 max-md:min-h-11">
            <input
              type="radio"
              name={field.uuid}
              className="accent-(--accent)"
              checked={value === choice.value}
              onChange={() => settle(choice.value)}
            />
            <span className="min-w-0 grow truncate">{choice.label}</span>
          </label>
        ) : (
          <Checkbox
            key={choice.value}
            checked={chosen.includes(choice.value)}
            disabled={disabled}
            onChange={(on) => toggle(choice.value, on)}
          >
            {choice.label}
          </Checkbox>
        ),
      )}
      {hint !== undefined && error === undefined && <p className="text-12 text-quiet">{hint}</p>}
      {error !== undefined && (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}

/** A value that is looked for: on the server, or among the suggestions where there is none to ask. */
function Search({ field, value, error, disabled, search, hint, label, settle }: Settling) {
  const { t } = useTranslation('customfield')
  const { suggested } = optionsOf(field.options)
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [found, setFound] = useState<readonly string[]>(suggested)
  const { uuid } = field
  useEffect(() => {
    if (!open || !search) return
    let gone = false
    const later = setTimeout(() => {
      search(uuid, text)
        .catch(() => [])
        .then((results) => {
          if (!gone) setFound(results)
        })
    }, REST_MS)
    return () => {
      gone = true
      clearTimeout(later)
    }
  }, [open, search, text, uuid])
  const offered = text === '' && suggested.length > 0 ? suggested : found
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Popover
          open={open}
          onOpenChange={setOpen}
          label={label}
          className="w-72"
          trigger={
            <Button {...ids} disabled={disabled} className="!justify-start w-full">
              <span className={cx('min-w-0 truncate', value === '' && 'text-quiet')}>
                {value === '' ? t('choose') : value}
              </span>
            </Button>
          }
        >
          <Combobox
            label={label}
            placeholder={t('search')}
            emptyText={t('nothingFound')}
            options={[...new Set([...(value === '' ? [] : [value]), ...offered])].map((one) => ({
              value: one,
              label: one,
            }))}
            selected={value === '' ? [] : [value]}
            onSearch={setText}
            onToggle={(one) => {
              settle(one === value ? '' : one)
              setOpen(false)
            }}
          />
        </Popover>
      )}
    </Field>
  )
}
