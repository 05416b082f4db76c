import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { cx } from './classes.ts'

/** The focus stays in the row whose button has just gone. */
const takeLostFocus = (button: HTMLElement | null) => {
  if (document.activeElement === document.body) button?.focus()
}

/**
 * The end of a row that can be taken out of a list: takes it out, and while the row is still shown as taken out, puts
 * it back. In a dialog that stays open this is the way back, where a toast is out of reach of the keyboard.
 */
export function RowEnd({
  label,
  leaving,
  onTakeOut,
  onKeep,
  children,
}: {
  label: string
  leaving: boolean
  onTakeOut: () => void
  onKeep: () => void
  /** What stands on the button: a cross, or a word. */
  children: ReactNode
}) {
  const { t } = useTranslation('ui')
  return (
    <Button
      key={leaving ? 'keep' : 'take'}
      ref={takeLostFocus}
      look="plain"
      size="small"
      {...(leaving ? {} : { 'aria-label': label })}
      onClick={leaving ? onKeep : onTakeOut}
      className={cx('max-md:h-11', leaving ? '!text-accent-text' : 'hover:!text-bad')}
    >
      {leaving ? t('undo') : children}
    </Button>
  )
}
