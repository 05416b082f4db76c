import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from './classes.ts'
import { IconButton } from './IconButton.tsx'

/** A question or a form over the page. It traps focus, closes with Esc and gives the focus back. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  width = 'normal',
  dismissible = true,
  flush = false,
  children,
}: {
  open: boolean
  onOpenChange?: (open: boolean) => void
  title: string
  description?: string
  footer?: ReactNode
  width?: 'narrow' | 'normal' | 'wide'
  /** `false`: only the dialog's own buttons close it. */
  dismissible?: boolean
  /** The children reach to the edges. */
  flush?: boolean
  children?: ReactNode
}) {
  const { t } = useTranslation('ui')
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange ?? (() => undefined)}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-(--z-scrim) bg-scrim" />
        <Radix.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={(event) => {
            // The dialog itself, not its first button; a field with autoFocus has the focus by now.
            event.preventDefault()
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
          }}
          onEscapeKeyDown={(event) => !dismissible && event.preventDefault()}
          onInteractOutside={(event) => !dismissible && event.preventDefault()}
          className={cx(
            'appear fixed inset-0 z-(--z-dialog) m-auto flex h-fit max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] flex-col overflow-hidden rounded-2 bg-raised shadow-lift outline-none',
            width === 'narrow' && 'max-w-96',
            width === 'normal' && 'max-w-[560px]',
            width === 'wide' && 'max-w-[960px]',
          )}
        >
          <header className="flex items-start gap-2 border-line border-b py-2 ps-6 pe-3">
            <div className="min-w-0 grow py-1">
              <Radix.Title className="truncate font-strong text-14">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-12 text-quiet">{description}</Radix.Description>
              )}
            </div>
            {dismissible && (
              <Radix.Close asChild>
                <IconButton label={t('close')}>
                  <X />
                </IconButton>
              </Radix.Close>
            )}
          </header>
          {children !== undefined && (
            <div className={cx('min-h-0 overflow-y-auto', !flush && 'px-6 py-4')}>{children}</div>
          )}
          {footer !== undefined && footer !== false && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-6 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
