import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './classes.ts'

/** A small form or list under a button. */
export function Popover({
  trigger,
  open,
  onOpenChange,
  label,
  align = 'start',
  className,
  children,
}: {
  trigger: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
  label: string
  align?: 'start' | 'end'
  className?: string
  children: ReactNode
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={cx(
            'appear z-(--z-menu) max-h-(--radix-popover-content-available-height) overflow-y-auto rounded-2 bg-raised p-3 shadow-lift outline-none',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
