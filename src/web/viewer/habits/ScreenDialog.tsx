import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ACTIONS } from '../tools/actions.ts'
import { keepScreenScale, screenScale } from './screen.ts'

/** A bank card (ISO/IEC 7810 ID-1), mm. */
const CARD = { width: 85.6, height: 53.98 }
/** What CSS takes a screen for: 96 pixels an inch. */
const USUAL = 96 / 25.4
const [SMALLEST, LARGEST] = [1.5, 10]

/** Asks how large the screen is, by a card that is held against it. */
export function ScreenDialog() {
  const { t } = useTranslation('habits')
  const session = useSession()
  const open = useStore(session.ui, (ui) => ui.measuringScreen)
  const close = () => {
    session.ui.set({ measuringScreen: false })
    setTimeout(session.focusActive)
  }
  return (
    <Dialog open={open} onOpenChange={close} title={t('screen.title')} description={t('screen.text')}>
      {open && <ScreenForm onClose={close} />}
    </Dialog>
  )
}

function ScreenForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('habits')
  const session = useSession()
  const toast = useToast()
  const id = useId()
  const [scale, setScale] = useState(() => screenScale() ?? USUAL)
  const save = (event: FormEvent) => {
    event.preventDefault()
    const kept = keepScreenScale(scale)
    onClose()
    if (kept) ACTIONS.realSize(session)
    else toast({ kind: 'bad', text: t('screen.notKept') })
  }
  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <div className="overflow-auto">
        <div
          aria-hidden="true"
          className="rounded-2 border-2 border-ink border-dashed"
          style={{ width: CARD.width * scale, height: CARD.height * scale }}
        />
      </div>
      <label htmlFor={id} className="font-medium text-12 text-quiet">
        {t('screen.size')}
      </label>
      <input
        id={id}
        type="range"
        min={SMALLEST}
        max={LARGEST}
        step={0.01}
        value={scale}
        onChange={(event) => setScale(event.currentTarget.valueAsNumber)}
        className="w-full accent-accent"
      />
      <div className="flex justify-end">
        <Button type="submit" look="primary" size="large">
          {t('screen.save')}
        </Button>
      </div>
    </form>
  )
}
