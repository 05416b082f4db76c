import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { IMAGES_WINDOW, isImagesWindow } from '#web/api/windows.ts'
import { useToast } from '#web/ui/Toast.tsx'

/**
 * Moves the images into a window of their own and goes back to the worklist here; undefined in that window itself. The
 * browser remembers the window by its name: a second time the same one is used.
 */
export function useSecondWindow(): (() => void) | undefined {
  const { t } = useTranslation('habits')
  const navigate = useNavigate()
  const toast = useToast()
  const fromInside = useLocation().key !== 'default'
  if (isImagesWindow()) return undefined
  return () => {
    const opened = window.open(window.location.pathname, IMAGES_WINDOW, 'popup')
    if (!opened) {
      toast({ kind: 'bad', text: t('window.blocked') })
      return
    }
    toast({ text: t('window.opened') })
    void (fromInside ? navigate(-1) : navigate('/studies'))
  }
}
