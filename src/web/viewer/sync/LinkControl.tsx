import { ChevronDown, Link2, Link2Off } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuCheck, MenuItem, MenuSeparator } from '#web/ui/Menu.tsx'
import { useSession } from '../state/context.ts'
import type { Link } from '../state/interface.ts'
import { useStore } from '../state/store.ts'
import { ActionButton } from '../toolbar/ActionButton.tsx'
import { useActionKey } from '../toolbar/useKeyName.ts'
import { ACTIONS } from '../tools/actions.ts'

const PARTS: readonly (keyof Link)[] = ['scroll', 'place', 'window']

/** What viewports do together: all of it by one button, each by its own. */
export function LinkControl() {
  const { t } = useTranslation('hanging')
  const session = useSession()
  const keyOf = useActionKey()
  const link = useStore(session.ui, (ui) => ui.link)
  const lines = useStore(session.ui, (ui) => ui.lines)
  const several = useStore(session.ui, ({ grid }) => grid.cells.length > 1)
  const on = link.scroll || link.place || link.window
  return (
    <>
      <ActionButton action="link" icon={on ? Link2 : Link2Off} pressed={on} disabled={!several} />
      <Menu
        trigger={
          <IconButton label={t('link.menu')} narrow disabled={!several}>
            <ChevronDown className="!size-3" />
          </IconButton>
        }
      >
        {PARTS.map((part) => (
          <MenuCheck
            key={part}
            checked={link[part]}
            onChange={(checked) => session.ui.set({ link: { ...link, [part]: checked } })}
          >
            {t(`link.${part}`)}
          </MenuCheck>
        ))}
        <MenuItem onSelect={() => session.linking.relink()}>{t('link.again')}</MenuItem>
        <MenuSeparator />
        <MenuCheck
          checked={lines}
          keys={keyOf('referenceLines') ?? ''}
          onChange={() => ACTIONS.referenceLines(session)}
        >
          {t('link.lines')}
        </MenuCheck>
      </Menu>
    </>
  )
}
