import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'

/** The focus stays in the row whose button has just gone. */
const takeLostFocus = (button: HTMLElement | null) => {
  if (document.activeElement === document.body) button?.focus()
}

/** The end of a row of memberships: takes it out, or lets it stay while it is leaving. */
export function MemberEnd({
  label,
  leaving,
  onTakeOut,
  onKeep,
}: {
  label: string
  leaving: boolean
  onTakeOut: () => void
  onKeep: () => void
}) {
  const { t } = useTranslation('admin')
  return leaving ? (
    <Button ref={takeLostFocus} look="plain" size="small" onClick={onKeep} className="max-md:h-11">
      {t('undo')}
    </Button>
  ) : (
    <IconButton ref={takeLostFocus} label={label} narrow onClick={onTakeOut}>
      <X />
    </IconButton>
  )
}
