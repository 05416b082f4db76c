import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { MenuItem, MenuLabel, MenuSeparator } from '#web/ui/Menu.tsx'
import { useSession } from '../state/context.ts'
import { ACTIONS, applyPreset } from '../tools/actions.ts'
import { usePresetName } from '../voi/usePresets.ts'
import { useActionKey } from './useKeyName.ts'

/** The windows of the active picture: the file's by their explanation, the modality's named ones, everything, a box. */
export function WindowItems() {
  const { t } = useTranslation('viewer')
  const { number } = useFormats()
  const session = useSession()
  const presetName = usePresetName()
  const keyOf = useActionKey()
  const viewport = session.active()
  const frame = viewport?.view.get().frame
  if (!viewport || !frame) return <MenuLabel>{t('window.none')}</MenuLabel>
  const presets = session.presetsFor(frame.instance.Modality)
  const size = ({ width, center }: { width: number; center: number }) =>
    `${number(width)} / ${number(center)}`
  return (
    <>
      {frame.windows.length > 0 && <MenuLabel>{t('window.file')}</MenuLabel>}
      {frame.windows.map((window, index) => (
        <MenuItem
          // biome-ignore lint/suspicious/noArrayIndexKey: a file may name one window twice
          key={index}
          {...(index === 0 ? { keys: '0' } : {})}
          onSelect={() => viewport.setWindow(index === 0 ? undefined : window)}
        >
          {window.table
            ? window.explanation || t('window.table')
            : window.explanation === ''
              ? size(window)
              : `${window.explanation} · ${size(window)}`}
        </MenuItem>
      ))}
      {presets.length > 0 && (
        <>
          <MenuSeparator />
          <MenuLabel>{t('window.presets')}</MenuLabel>
          {presets.map((preset) => (
            <MenuItem key={preset.id} keys={preset.digit} onSelect={() => applyPreset(session, preset.id)}>
              {`${presetName(preset)} · ${size(preset)}`}
            </MenuItem>
          ))}
        </>
      )}
      <MenuSeparator />
      <MenuItem keys={keyOf('fullRange') ?? ''} onSelect={() => ACTIONS.fullRange(session)}>
        {t('action.fullRange')}
      </MenuItem>
      {!frame.instance.colour && (
        <MenuItem onSelect={() => ACTIONS.region(session)}>{t('action.region')}</MenuItem>
      )}
      {presets.length > 0 && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => session.ui.set({ editingPresets: true })}>{t('presets.edit')}</MenuItem>
        </>
      )}
    </>
  )
}
