import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import type { Mark } from '../marks/mark.ts'
import { measure } from '../marks/measure.ts'
import { formatStat } from '../marks/text.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

/** Asks how long a drawn line really is: all lengths of its series follow. */
export function CalibrateDialog() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const id = useStore(session.ui, (ui) => ui.calibrating)
  const mark = id === undefined ? undefined : session.marks.store.get().marks.get(id)
  const close = () => {
    session.ui.set({ calibrating: undefined })
    setTimeout(session.focusActive)
  }
  return (
    <Dialog
      open={mark !== undefined}
      onOpenChange={close}
      width="narrow"
      title={t('calibrate.title')}
      description={t('calibrate.text')}
    >
      {mark && <CalibrateForm mark={mark} onClose={close} />}
    </Dialog>
  )
}

function CalibrateForm({ mark, onClose }: { mark: Mark; onClose: () => void }) {
  const { t, i18n } = useTranslation('viewer')
  const session = useSession()
  const [millimetres, setMillimetres] = useState('')
  const found = session.frameOf(mark)
  const [stat] = found ? measure(mark, found.frame, undefined) : []
  const wanted = Number(millimetres.replace(',', '.'))
  const possible = wanted > 0 && wanted < 10_000 && stat !== undefined && stat.value > 0

  const { content } = session.openedWith(mark.studyId)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!possible) return
    const factor = content.calibration(mark.SeriesInstanceUID) * (wanted / stat.value)
    content.calibrate(mark.SeriesInstanceUID, factor)
    onClose()
  }
  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <TextField
        label={t('calibrate.length')}
        autoFocus
        inputMode="decimal"
        value={millimetres}
        hint={stat && t('calibrate.now', { length: formatStat(stat, i18n.language) })}
        onChange={(event) => setMillimetres(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button
          size="large"
          look="plain"
          className="me-auto"
          onClick={() => {
            content.calibrate(mark.SeriesInstanceUID, 1)
            onClose()
          }}
        >
          {t('calibrate.asFile')}
        </Button>
        <Button type="submit" look="primary" size="large" disabled={!possible}>
          {t('calibrate.save')}
        </Button>
      </div>
    </form>
  )
}
