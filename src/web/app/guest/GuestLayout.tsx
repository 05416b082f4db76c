import { Outlet } from 'react-router'
import { GuestFrame } from '#web/features/guest/GuestFrame.tsx'
import { Logo } from '../Logo.tsx'
import { signOut } from '../sign-out.ts'

export const Component = () => (
  <GuestFrame logo={<Logo />} onLeave={() => void signOut('/link/ended')}>
    <Outlet />
  </GuestFrame>
)
