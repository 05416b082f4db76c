import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import { StatusShape } from './StatusShape.tsx'

export interface ToastMessage {
  text: string
  /** `bad` for what failed. Nothing waits for a toast: what matters stays on the page as well. */
  kind?: 'done' | 'bad'
  /** The way back, e.g. undo. */
  action?: { label: string; run: () => void }
  /** ms */
  duration?: number
  /** Called once when it has gone without its action having been used. */
  onGone?: () => void
}

interface Shown extends ToastMessage {
  id: number
}

const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined)

/** Says what happened, without taking focus. */
export const useToast = () => useContext(ToastContext)

const READING_MS = 6000
let lastId = 0

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation('ui')
  const [shown, setShown] = useState<readonly Shown[]>([])
  const remove = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), [])
  const toast = useMemo(
    () => (message: ToastMessage) => {
      lastId += 1
      const id = lastId
      // Newer ones push old ones out, but not those that something still waits for.
      setShown((all) => [
        ...all.filter(({ onGone }, place) => onGone !== undefined || place >= all.length - 3),
        { ...message, id },
      ])
    },
    [],
  )
  return (
    <ToastContext value={toast}>
      <Radix.Provider label={t('toast.label')} swipeDirection="down">
        {children}
        {shown.map(({ id, text, kind = 'done', action, duration = READING_MS, onGone }) => (
          <Radix.Root
            key={id}
            duration={duration}
            type={kind === 'bad' ? 'foreground' : 'background'}
            onOpenChange={(open) => {
              if (open) return
              remove(id)
              onGone?.()
            }}
            className="appear flex min-h-10 items-center gap-2 rounded-2 bg-raised ps-3 pe-1.5 shadow-lift"
          >
            <StatusShape shape={kind === 'bad' ? 'cross' : 'tick'} />
            <Radix.Description className="min-w-0 grow py-2">{text}</Radix.Description>
            {action && (
              <Radix.Action asChild altText={action.label}>
                <Button
                  size="small"
                  look="plain"
                  className="!text-accent-text"
                  onClick={(event) => {
                    // Radix would close it and report it gone; the way back was taken instead.
                    event.preventDefault()
                    remove(id)
                    action.run()
                  }}
                >
                  {action.label}
                </Button>
              </Radix.Action>
            )}
            <Radix.Close asChild>
              <IconButton label={t('close')} narrow>
                <X />
              </IconButton>
            </Radix.Close>
          </Radix.Root>
        ))}
        {/* What is live is not hidden from assistive technology under a dialog. */}
        <Radix.Viewport
          aria-live="off"
          className="fixed inset-x-0 bottom-16 z-(--z-toast) mx-auto flex w-[400px] max-w-[calc(100vw-32px)] flex-col gap-2 outline-none"
        />
      </Radix.Provider>
    </ToastContext>
  )
}
