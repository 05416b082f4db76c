import { Outlet } from 'react-router'
import { useUser } from '#web/api/user.ts'
import { PortalFrame } from '#web/features/guest/portal/PortalFrame.tsx'
import { Logo } from '../Logo.tsx'
import { signOut } from '../sign-out.ts'
import { useAccountLook } from '../useAccountLook.ts'

export function Component() {
  const { guest } = useUser()
  useAccountLook(guest && { account_id: guest.account_id ?? '' })
  return (
    <PortalFrame logo={<Logo />} onLeave={() => void signOut(`/portal/${guest?.vanity ?? ''}`)}>
      <Outlet />
    </PortalFrame>
  )
}
