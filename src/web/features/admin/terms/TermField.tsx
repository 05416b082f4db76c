import { useState } from 'react'
import { TextField } from '#web/ui/Field.tsx'

/** An account's own word or text: saved when it is left, taken back when it is emptied. */
export function TermField({
  label,
  placeholder,
  value,
  fault = () => undefined,
  onSave,
}: {
  label: string
  placeholder: string
  value: string
  /** Why a value can not be shown. */
  fault?: (value: string) => string | undefined
  onSave: (value: string) => Promise<void>
}) {
  const [draft, setDraft] = useState<string>()
  const text = draft ?? value
  const error = draft === undefined || draft.trim() === '' ? undefined : fault(draft)
  const save = () => {
    if (draft === undefined || error !== undefined) return
    setDraft(undefined)
    if (draft.trim() !== value) void onSave(draft.trim())
  }
  return (
    <TextField
      label={label}
      quietLabel
      placeholder={placeholder}
      maxLength={1000}
      value={text}
      error={error}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
    />
  )
}
