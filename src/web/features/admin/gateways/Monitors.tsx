import { useTranslation } from 'react-i18next'
import type { NodeRecord } from '#contract/node.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'

/** What is watched of a gateway, and after how many minutes somebody is told. */
const MONITORS = ['monitor_node_ping', 'monitor_study_create', 'monitor_node_last_send'] as const
type Monitor = (typeof MONITORS)[number]

export interface Watched {
  monitors: Readonly<Record<Monitor, { on: boolean; minutes: string }>>
  email: string
}

export function watchedOf(node: NodeRecord | undefined): Watched {
  const of = (monitor: Monitor) => ({
    on: node?.[monitor] === 1,
    minutes: String(node?.[`${monitor}_threshold`] ?? ''),
  })
  return {
    monitors: {
      monitor_node_ping: of('monitor_node_ping'),
      monitor_study_create: of('monitor_study_create'),
      monitor_node_last_send: of('monitor_node_last_send'),
    },
    email: node?.monitor_email ?? '',
  }
}

export const monitorParams = ({ monitors, email }: Watched) => ({
  monitor_email: email.trim(),
  ...Object.fromEntries(
    MONITORS.flatMap((monitor) => {
      const { on, minutes } = monitors[monitor]
      return [[monitor, on ? 1 : 0], ...(minutes === '' ? [] : [[`${monitor}_threshold`, Number(minutes)]])]
    }),
  ),
})

/** Somebody is told by mail when a gateway is silent for too long. */
export function Monitors({ watched, onChange }: { watched: Watched; onChange: (watched: Watched) => void }) {
  const { t } = useTranslation('gateways')
  const { monitors, email } = watched
  const set = (monitor: Monitor, part: Partial<Watched['monitors'][Monitor]>) =>
    onChange({ ...watched, monitors: { ...monitors, [monitor]: { ...monitors[monitor], ...part } } })
  const any = MONITORS.some((monitor) => monitors[monitor].on)
  return (
    <fieldset className="flex flex-col gap-2 border-line border-t pt-3">
      <legend className="font-strong text-12">{t('monitors')}</legend>
      {MONITORS.map((monitor) => (
        <div key={monitor} className="flex flex-wrap items-center gap-x-3">
          <div className="min-w-56 grow">
            <Checkbox checked={monitors[monitor].on} onChange={(on) => set(monitor, { on })}>
              {t(`monitor.${monitor}`)}
            </Checkbox>
          </div>
          {monitors[monitor].on && (
            <div className="w-28">
              <TextField
                label={t('minutes')}
                type="number"
                min={1}
                required
                value={monitors[monitor].minutes}
                onChange={(event) => set(monitor, { minutes: event.target.value })}
              />
            </div>
          )}
        </div>
      ))}
      {any && (
        <TextField
          label={t('monitorEmail')}
          type="email"
          required
          value={email}
          onChange={(event) => onChange({ ...watched, email: event.target.value })}
        />
      )}
    </fieldset>
  )
}
