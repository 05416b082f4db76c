import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { isMarkTool, MARK_TOOLS, type MarkTool } from '../marks/mark.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ACTIONS } from '../tools/actions.ts'
import { TOOL_ICONS } from './icons.ts'
import { useActionKey } from './useKeyName.ts'

export const MEASURING: readonly MarkTool[] = MARK_TOOLS

/** The drawing tools under one button, where the bar has no room for all. */
export function MeasureMenu() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const keyOf = useActionKey()
  const tool = useStore(session.ui, (ui) => ui.tool)
  const active = isMarkTool(tool)
  const Icon = TOOL_ICONS[active ? tool : 'length']
  return (
    <Menu
      trigger={
        <IconButton label={t('phone.measure')} pressed={active} disabled={!session.permissions.marks}>
          <Icon className={active ? 'text-accent-text' : ''} />
        </IconButton>
      }
    >
      {MEASURING.map((choice) => {
        const ChoiceIcon = TOOL_ICONS[choice]
        const key = keyOf(choice)
        return (
          <MenuItem
            key={choice}
            icon={<ChoiceIcon />}
            {...(key === undefined ? {} : { keys: key })}
            onSelect={() => {
              ACTIONS[choice](session)
              // After the menu has given the focus back to its button.
              setTimeout(() => session.focusActive(), 50)
            }}
          >
            {t(`action.${choice}`)}
          </MenuItem>
        )
      })}
    </Menu>
  )
}
