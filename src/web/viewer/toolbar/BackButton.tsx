import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { IconButton } from '#web/ui/IconButton.tsx'

/** Back to the worklist's same row; a deep link has no row to go back to and opens the worklist. */
export function BackButton() {
  const { t } = useTranslation('viewer')
  const navigate = useNavigate()
  const fromInside = useLocation().key !== 'default'
  return (
    <IconButton
      label={t('toolbar.back')}
      side="right"
      onClick={() => void (fromInside ? navigate(-1) : navigate('/studies'))}
    >
      <ArrowLeft className="mirror" />
    </IconButton>
  )
}
