import { DropdownMenu as Radix } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { MenuItem, MenuSeparator } from '#web/ui/Menu.tsx'
import { mayCalibrate } from '../stacks/calibrate.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ACTIONS, type ActionId } from '../tools/actions.ts'
import { useActionKey } from './useKeyName.ts'
import { WindowItems } from './WindowItems.tsx'

const PICTURE: readonly ActionId[] = [
  'reset',
  'fit',
  'rotateRight',
  'rotateLeft',
  'flipHorizontal',
  'flipVertical',
  'invert',
  'cine',
]
const MARKS: readonly ActionId[] = ['length', 'angle', 'ellipse', 'freehand', 'arrow', 'text', 'probe']

/** The menu of the active viewport: right click, Shift+F10 or the menu key. */
export function ContextMenu() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const keyOf = useActionKey()
  const at = useStore(session.ui, (ui) => ui.menu)
  const selected = useStore(session.ui, (ui) => ui.selected)
  const locked = useStore(
    session.marks.store,
    ({ marks }) => selected !== undefined && marks.get(selected)?.locked !== false,
  )
  const mark = selected === undefined ? undefined : session.marks.store.get().marks.get(selected)
  const frame = mark?.tool === 'length' ? session.frameOf(mark)?.frame : undefined
  const calibratable = frame !== undefined && mayCalibrate(frame)
  const item = (action: ActionId, danger = false) => {
    const key = keyOf(action)
    return (
      <MenuItem
        key={action}
        danger={danger}
        {...(key === undefined ? {} : { keys: key })}
        onSelect={() => ACTIONS[action](session)}
      >
        {t(`action.${action}`)}
      </MenuItem>
    )
  }
  return (
    <Radix.Root open={at !== undefined} onOpenChange={(open) => !open && session.ui.set({ menu: undefined })}>
      <Radix.Trigger asChild>
        <span aria-hidden="true" className="fixed size-0" style={{ left: at?.[0] ?? 0, top: at?.[1] ?? 0 }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={t('menu.label')}
          align="start"
          sideOffset={0}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            session.focusActive()
          }}
          className="appear z-(--z-menu) max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-y-auto rounded-2 bg-raised p-1 shadow-lift"
        >
          {selected !== undefined && !locked && (
            <>
              {item('editLabel')}
              {calibratable && item('calibrate')}
              {item('deleteMark', true)}
              <MenuSeparator />
            </>
          )}
          {PICTURE.map((action) => item(action))}
          <MenuSeparator />
          <WindowItems />
          {session.permissions.marks && (
            <>
              <MenuSeparator />
              {MARKS.map((action) => item(action))}
            </>
          )}
          {session.permissions.keyimages && (
            <>
              <MenuSeparator />
              {item('keyImage')}
            </>
          )}
          <MenuSeparator />
          {item('tags')}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
