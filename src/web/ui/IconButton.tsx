import type { ComponentProps } from 'react'
import { cx } from './classes.ts'
import { Tooltip } from './Tooltip.tsx'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  label: string
  keys?: string
  /** A toggle that is on. */
  pressed?: boolean
  narrow?: boolean
  side?: ComponentProps<typeof Tooltip>['side']
}

/** A button that is only an icon: its name is a tooltip and its accessible name. */
export function IconButton({
  label,
  keys,
  pressed,
  narrow = false,
  side,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip
      label={label}
      {...(keys === undefined ? {} : { keys })}
      {...(side === undefined ? {} : { side })}
    >
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          'inline-flex h-7 shrink-0 items-center justify-center rounded-2 text-quiet hover:bg-hover hover:text-ink max-md:size-11',
          'aria-pressed:bg-press aria-pressed:text-ink disabled:pointer-events-none disabled:text-off data-[state=open]:bg-press',
          narrow ? 'w-6' : 'w-7',
          className,
        )}
      />
    </Tooltip>
  )
}
