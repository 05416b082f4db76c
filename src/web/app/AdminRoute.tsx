import { Outlet } from 'react-router'
import { AdminLayout } from '#web/features/admin/AdminLayout.tsx'

export const Component = () => (
  <AdminLayout>
    <Outlet />
  </AdminLayout>
)
