import { useTranslation } from 'react-i18next'
import { SignInFrame } from '../sign-in/SignInFrame.tsx'

/** Where a guest is who has no session, or has left. */
export function Component() {
  const { t } = useTranslation('guest')
  return <SignInFrame title={t('ended.title')} text={t('ended.text')} />
}
