import type { ComponentProps, ReactNode } from 'react'
import { cx } from './classes.ts'
import { KeyCap } from './KeyCap.tsx'
import { StatusShape } from './StatusShape.tsx'

export interface ButtonProps extends ComponentProps<'button'> {
  /** One filled button a surface; `plain` has neither edge nor fill; `danger` only in the dialog that asks. */
  look?: 'primary' | 'secondary' | 'plain' | 'danger'
  size?: 'small' | 'control' | 'large'
  icon?: ReactNode
  keys?: string
  /** What it is doing, in words; the button stays in the focus order meanwhile. */
  busy?: string | undefined
}

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border border-line bg-hover text-ink hover:bg-press',
  plain:
    'text-quiet hover:bg-hover hover:text-ink aria-pressed:bg-press aria-pressed:text-ink data-[state=open]:bg-press',
  danger: 'bg-bad text-ground hover:opacity-90',
} as const

const SIZES = {
  small: 'h-6 px-2 text-12',
  control: 'h-7 px-2.5 max-md:h-11',
  large: 'h-8 px-3 max-md:h-11',
} as const

export const buttonClasses = (look: keyof typeof LOOKS, size: keyof typeof SIZES = 'control') =>
  cx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-2 font-medium',
    SIZES[size],
    LOOKS[look],
  )

export function Button({
  look = 'secondary',
  size = 'control',
  icon,
  keys,
  busy,
  className,
  children,
  disabled,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-busy={busy !== undefined}
      onClick={busy === undefined ? onClick : (event) => event.preventDefault()}
      className={cx(
        buttonClasses(look, size),
        disabled && '!bg-hover !text-off pointer-events-none border-transparent',
        className,
      )}
    >
      {busy === undefined ? icon : <StatusShape shape="half" />}
      {busy ?? children}
      {busy === undefined && keys !== undefined && (
        <KeyCap onAccent={look === 'primary' && !disabled}>{keys}</KeyCap>
      )}
    </button>
  )
}
