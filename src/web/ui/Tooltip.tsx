import { Tooltip as Radix } from 'radix-ui'
import type { FocusEvent, ReactNode } from 'react'
import { KeyCap } from './KeyCap.tsx'

/** The focus that a menu gives back after a click asks for no name: it would stand over what the click has opened. */
const stayAway = (event: FocusEvent) => {
  if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
}

/** A name for what has only an icon, or the reason why something is off. Shown on focus as well as under the pointer. */
export function Tooltip({
  label,
  keys,
  side = 'bottom',
  children,
}: {
  label: string
  keys?: string
  side?: Radix.TooltipContentProps['side']
  children: ReactNode
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild onFocus={stayAway}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="appear z-(--z-tip) flex min-h-7 max-w-72 items-center gap-2.5 rounded-2 bg-raised px-2 py-1 font-medium text-ink shadow-lift"
        >
          {label}
          {keys !== undefined && <KeyCap>{keys}</KeyCap>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
