import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
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
    <Radix.Root
      id={id}
      checked={checked === 'mixed' ? 'indeterminate' : checked}
      onCheckedChange={(next) => onChange(next === true)}
      disabled={disabled}
      aria-label={label}
      className="relative grid size-3.5 shrink-0 place-items-center rounded-[3px] border border-line-strong text-on-accent before:absolute before:-inset-1.5 before:content-[''] disabled:border-line disabled:bg-hover data-[state=checked]:border-accent data-[state=indeterminate]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent"
    >
      <Radix.Indicator>
        {checked === 'mixed' ? (
          <Minus className="!size-2.5 !stroke-[3]" />
        ) : (
          <Check className="!size-2.5 !stroke-[3]" />
        )}
      </Radix.Indicator>
    </Radix.Root>
  )
  if (children === undefined) return box
  return (
    <div className="flex min-h-7 items-center gap-2 max-md:min-h-11">
      {box}
      <label htmlFor={id} className="min-w-0 grow truncate">
        {children}
      </label>
    </div>
  )
}
