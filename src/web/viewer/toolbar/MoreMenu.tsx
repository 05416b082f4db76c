import { Ellipsis } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '#web/ui/Menu.tsx'
import { useViewerSettings } from '../layout/settings.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ACTIONS, type ActionId, KEYS } from '../tools/actions.ts'
import { useKeyName } from './useKeyName.ts'

const VIEW: readonly ActionId[] = ['rotateLeft', 'flipVertical', 'zoomIn', 'zoomOut', 'fit', 'maximise']

/** What is not used with every study, and what a reader sets once. */
export function MoreMenu({ side }: { side?: 'top' | 'bottom' }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const keyName = useKeyName()
  const { preferences, setPreferences } = useViewerSettings()
  const kept = useStore(session.ui, (ui) => ui.kept)
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
        <MenuItem
          key={action}
          {...(KEYS[action]?.[0] === undefined ? {} : { keys: keyName(KEYS[action]?.[0] ?? '') })}
          onSelect={() => ACTIONS[action](session)}
        >
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
      <MenuLabel>{t('settings.mouse')}</MenuLabel>
      <MenuChoice
        value={preferences.mouseSet}
        onChange={(mouseSet) =>
          setPreferences({ ...preferences, mouseSet: mouseSet === 'scroll' ? 'scroll' : 'standard' })
        }
        options={[
          { value: 'standard', label: t('settings.mouseStandard') },
          { value: 'scroll', label: t('settings.mouseScroll') },
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
      <MenuSeparator />
      {session.share && (
        <MenuItem keys={keyName(KEYS.share?.[0] ?? '')} onSelect={() => ACTIONS.share(session)}>
          {t('action.share')}
        </MenuItem>
      )}
      <MenuItem keys="?" onSelect={() => ACTIONS.shortcuts(session)}>
        {t('action.shortcuts')}
      </MenuItem>
    </Menu>
  )
}
