import { type ReactNode, useId } from 'react'

/** A check box; `mixed` when some of what it stands for is on. */
export function Checkbox({
  checked,
  onChange,
  label,
  disabled = false,
  children,
}: {
  checked: boolean | 'mixed'
  onChange: (checked: boolean) => void
  /** The accessible name when there is no text beside it. */
  label?: string
  disabled?: boolean
  children?: ReactNode
}) {
  const id = useId()
  const box = (
    <input
      type="checkbox"
      id={id}
      ref={(input) => {
        if (input) input.indeterminate = checked === 'mixed'
      }}
      checked={checked === true}
      onChange={(event) => onChange(event.target.checked)}
      disabled={disabled}
      aria-label={label}
      className="check-box"
    />
  )
  if (children === undefined) return box
  return (
    <div className="flex min-h-7 items-center gap-2 max-md:min-h-11">
      {box}
      <label htmlFor={id} className="min-w-0 grow py-0.5 [overflow-wrap:anywhere]">
        {children}
      </label>
    </div>
  )
}
