import { Ellipsis } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAskAbout } from '#web/api/question_action.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuCheck, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '#web/ui/Menu.tsx'
import { useSecondWindow } from '../habits/useSecondWindow.ts'
import { useViewerSettings } from '../layout/settings.ts'
import { SUV_TYPES } from '../stacks/suvTypes.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ACTIONS, type ActionId } from '../tools/actions.ts'
import { useActive } from './useActive.ts'
import { useActionKey } from './useKeyName.ts'

const VIEW: readonly ActionId[] = [
  'rotateLeft',
  'flipVertical',
  'zoomIn',
  'zoomOut',
  'fit',
  'actualPixels',
  'realSize',
  'tiles',
  'maximise',
  'fullScreen',
]

/** What is not used with every study, and what a reader sets once. */
export function MoreMenu({ side }: { side?: 'top' | 'bottom' }) {
  const { t } = useTranslation('viewer')
  const { t: ofHabits } = useTranslation('habits')
  const session = useSession()
  const keyOf = useActionKey()
  const anonymous = useStore(session.ui, (ui) => ui.anonymous)
  const keyImagesOnly = useStore(session.ui, (ui) => ui.keyImagesOnly)
  const move = useSecondWindow()
  const ask = useAskAbout(session.study)
  const { preferences, setPreferences } = useViewerSettings()
  const kept = useStore(session.ui, (ui) => ui.kept)
  const uptake = useActive((view) => view?.frame?.instance.Modality === 'PT')
  return (
    <Menu
      align="end"
      {...(side === undefined ? {} : { side })}
      trigger={
        <IconButton label={t('toolbar.more')}>
          <Ellipsis />
        </IconButton>
      }
    >
      {VIEW.map((action) => (
        <MenuItem key={action} keys={keyOf(action) ?? ''} onSelect={() => ACTIONS[action](session)}>
          {t(`action.${action}`)}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuLabel>{t('settings.drawing')}</MenuLabel>
      <MenuChoice
        value={kept ? 'kept' : 'once'}
        onChange={(value) => session.ui.set({ kept: value === 'kept' })}
        options={[
          { value: 'once', label: t('settings.once') },
          { value: 'kept', label: t('settings.kept') },
        ]}
      />
      <MenuSeparator />
      <MenuLabel>{t('settings.level')}</MenuLabel>
      <MenuChoice
        value={preferences.levelInverted ? 'down' : 'up'}
        onChange={(value) => setPreferences({ ...preferences, levelInverted: value === 'down' })}
        options={[
          { value: 'up', label: t('settings.levelUp') },
          { value: 'down', label: t('settings.levelDown') },
        ]}
      />
      {uptake && (
        <>
          <MenuSeparator />
          <MenuLabel>{t('settings.suv')}</MenuLabel>
          <MenuChoice
            value={preferences.suvType}
            onChange={(value) => {
              const suvType = SUV_TYPES.find((type) => type === value)
              if (suvType) setPreferences({ ...preferences, suvType })
            }}
            options={SUV_TYPES.map((value) => ({ value, label: t(`settings.suvTypes.${value}`) }))}
          />
        </>
      )}
      <MenuSeparator />
      <MenuCheck
        checked={preferences.autoplay}
        onChange={(autoplay) => setPreferences({ ...preferences, autoplay })}
      >
        {t('settings.autoplay')}
      </MenuCheck>
      <MenuCheck
        checked={keyImagesOnly}
        keys={keyOf('keyImagesOnly') ?? ''}
        onChange={() => ACTIONS.keyImagesOnly(session)}
      >
        {t('action.keyImagesOnly')}
      </MenuCheck>
      <MenuCheck
        checked={anonymous}
        keys={keyOf('anonymous') ?? ''}
        onChange={() => ACTIONS.anonymous(session)}
      >
        {t('action.anonymous')}
      </MenuCheck>
      <MenuSeparator />
      {move && <MenuItem onSelect={move}>{ofHabits('window.move')}</MenuItem>}
      {session.share && (
        <MenuItem keys={keyOf('share') ?? ''} onSelect={() => ACTIONS.share(session)}>
          {t('action.share')}
        </MenuItem>
      )}
      {ask && <MenuItem onSelect={ask}>{t('toolbar.ask')}</MenuItem>}
      <MenuItem onSelect={() => session.ui.set({ measuringScreen: true })}>
        {ofHabits('screen.title')}
      </MenuItem>
      <MenuItem keys="?" onSelect={() => ACTIONS.shortcuts(session)}>
        {t('action.shortcuts')}
      </MenuItem>
    </Menu>
  )
}
