import { ChevronDown, LayoutGrid } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Popover } from '#web/ui/Popover.tsx'
import { LARGEST } from '../layout/grid.ts'
import { useViewerSettings } from '../layout/settings.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

const SIDES = Array.from({ length: LARGEST }, (_, index) => index + 1)

const FOCUS_MS = 50

/** Chooses the grid; it is kept for the user. */
export function LayoutPicker() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const { setLayout } = useViewerSettings()
  const rows = useStore(session.ui, ({ grid }) => grid.rows)
  const columns = useStore(session.ui, ({ grid }) => grid.columns)
  const [open, setOpen] = useState(false)
  const [over, setOver] = useState({ rows, columns })

  const choose = (shape: { rows: number; columns: number }) => {
    if (!session.tiling.reshape(shape)) {
      session.hanging.reshape(shape)
      setLayout(shape)
    }
    setOpen(false)
    // After the popover has given the focus back to its button.
    setTimeout(() => session.focusActive(), FOCUS_MS)
  }

  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setOver({ rows, columns })
      }}
      label={t('layout.label')}
      align="end"
      trigger={
        <Button look="plain" icon={<LayoutGrid />}>
          <span className="sr-only">{t('layout.current', { rows, columns })}</span>
          <span aria-hidden="true" className="tabular-nums">{`${rows} × ${columns}`}</span>
          <ChevronDown className="!size-3" />
        </Button>
      }
    >
      <fieldset aria-label={t('layout.label')} className="grid grid-cols-4 gap-1">
        {SIDES.flatMap((row) =>
          SIDES.map((column) => (
            <button
              key={`${row}/${column}`}
              type="button"
              aria-label={t('layout.shape', { rows: row, columns: column })}
              aria-pressed={row === rows && column === columns}
              onPointerEnter={() => setOver({ rows: row, columns: column })}
              onFocus={() => setOver({ rows: row, columns: column })}
              onClick={() => choose({ rows: row, columns: column })}
              className={cx(
                'size-8 rounded-1 border max-md:size-11',
                row <= over.rows && column <= over.columns
                  ? 'border-accent-line bg-accent-tint'
                  : 'border-line-strong bg-well',
              )}
            />
          )),
        )}
      </fieldset>
      <p
        aria-hidden="true"
        className="mt-2 text-center text-12 text-quiet tabular-nums"
      >{`${over.rows} × ${over.columns}`}</p>
    </Popover>
  )
}
