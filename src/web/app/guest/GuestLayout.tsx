import { Outlet } from 'react-router'
import { useUser } from '#web/api/user.ts'
import { GuestFrame } from '#web/features/guest/GuestFrame.tsx'
import { Logo } from '../Logo.tsx'
import { signOut } from '../sign-out.ts'
import { useAccountLook } from '../useAccountLook.ts'

export function Component() {
  const { guest } = useUser()
  useAccountLook(guest && { account_id: guest.account_id ?? '' })
  return (
    <GuestFrame logo={<Logo />} onLeave={() => void signOut('/link/ended')}>
      <Outlet />
    </GuestFrame>
  )
}
