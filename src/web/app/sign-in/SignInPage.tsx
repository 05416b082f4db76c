import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { queryClient } from '#web/api/query.ts'
import { wayBack } from '../session-guard.ts'
import { SignInForm } from './SignInForm.tsx'
import { SignInFrame } from './SignInFrame.tsx'

export function Component() {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const { search } = useLocation()
  return (
    <SignInFrame title={t('signIn.title')}>
      <SignInForm
        onDone={async () => {
          queryClient.clear()
          await navigate(wayBack(search), { replace: true })
        }}
      />
      <Link to="/password/lost" className="text-accent-text text-12 hover:underline">
        {t('signIn.lost')}
      </Link>
    </SignInFrame>
  )
}
