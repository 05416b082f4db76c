import { Box } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { useActive } from '../toolbar/useActive.ts'
import { useActionKey } from '../toolbar/useKeyName.ts'
import { ACTIONS } from '../tools/actions.ts'
import { noVolumeOf } from './offer.ts'

/** The way to the reformatted planes; where there are none it says why. */
export function VolumeButton() {
  const { t } = useTranslation('volume')
  const { t: ofViewer } = useTranslation('viewer')
  const session = useSession()
  const keyOf = useActionKey()
  const open = useStore(session.ui, (ui) => ui.room !== undefined)
  // Not before an image is on the screen: the first one waits for nothing that is not needed for it.
  const over = useStore(session.first.store, (first) => first.over)
  const shown = useActive((view) => (view?.frame ? view.stack : undefined))
  const stack = over ? shown : undefined
  const reason = useMemo(() => (stack ? noVolumeOf(stack) : undefined), [stack])
  const name = ofViewer('action.volume')
  return (
    <IconButton
      label={reason ? `${name}: ${t(`no.${reason}`)}` : name}
      keys={keyOf('volume') ?? ''}
      pressed={open}
      aria-disabled={!stack || reason !== undefined}
      className="aria-disabled:text-off"
      onClick={() => ACTIONS.volume(session)}
    >
      <Box />
    </IconButton>
  )
}
