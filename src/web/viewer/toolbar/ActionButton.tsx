import type { LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useSession } from '../state/context.ts'
import { ACTIONS, type ActionId } from '../tools/actions.ts'
import { useActionKey } from './useKeyName.ts'

/** A button of the bar. After a click the keyboard goes back to the picture; who came by Tab stays here. */
export function ActionButton({
  action,
  icon: Icon,
  pressed,
  disabled = false,
  className,
}: {
  action: ActionId
  icon: LucideIcon
  pressed?: boolean
  disabled?: boolean
  className?: string
}) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const keyOf = useActionKey()
  const keys = keyOf(action)
  return (
    <IconButton
      label={t(`action.${action}`)}
      {...(keys === undefined ? {} : { keys })}
      {...(pressed === undefined ? {} : { pressed })}
      {...(className === undefined ? {} : { className })}
      disabled={disabled}
      data-action={action}
      onClick={(event) => {
        ACTIONS[action](session)
        if (event.detail > 0) session.focusActive()
      }}
    >
      <Icon className={pressed ? 'text-accent-text' : ''} />
    </IconButton>
  )
}
