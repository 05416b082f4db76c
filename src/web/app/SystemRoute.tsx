import { Outlet } from 'react-router'
import { SystemLayout } from '#web/features/admin/system/SystemLayout.tsx'

export const Component = () => (
  <SystemLayout>
    <Outlet />
  </SystemLayout>
)
