import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { onSessionChange, sessionExpired, sessionGivenUp, signedInAgain } from '#web/api/session.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { SignInForm } from './SignInForm.tsx'

/** Signs in again in place: the page stays as it is and the calls that were refused are repeated. */
export function ExpiredDialog() {
  const { t } = useTranslation('app')
  const user = useUser()
  const expired = useSyncExternalStore(onSessionChange, sessionExpired)
  const leave = () => {
    sessionGivenUp()
    window.location.assign('/signin')
  }
  return (
    <Dialog
      open={expired}
      dismissible={false}
      width="narrow"
      title={t('expired.title')}
      description={t('expired.text')}
    >
      <SignInForm
        login={user.email}
        onDone={(uuid) => {
          // Somebody else must not finish this person's work.
          if (uuid === user.uuid) signedInAgain()
          else leave()
        }}
      />
      <Button look="plain" size="large" className="mt-2 w-full" onClick={leave}>
        {t('expired.leave')}
      </Button>
    </Dialog>
  )
}
