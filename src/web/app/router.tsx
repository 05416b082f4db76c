import { createBrowserRouter, redirect } from 'react-router'
import { ErrorPage } from './ErrorPage.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { requireGuest, requireUser } from './session-guard.ts'

export const router = createBrowserRouter([
  {
    ErrorBoundary: ErrorPage,
    HydrateFallback: () => null,
    children: [
      { path: '/', loader: () => redirect('/studies') },
      { path: '/signin', lazy: () => import('./sign-in/SignInPage.tsx') },
      { path: '/signin/oauth', lazy: () => import('./sign-in/ProviderReturnPage.tsx') },
      { path: '/signin/saml', lazy: () => import('./sign-in/ProviderReturnPage.tsx') },
      { path: '/password/lost', lazy: () => import('./sign-in/LostPasswordPage.tsx') },
      { path: '/password/reset', lazy: () => import('./sign-in/ResetPasswordPage.tsx') },
      { path: '/link/ended', lazy: () => import('./guest/LinkEndedRoute.tsx') },
      { path: '/upload', lazy: () => import('./guest/CodeRoute.tsx') },
      { path: '/link/:uuid', lazy: () => import('./guest/LinkRoute.tsx') },
      { path: '/link/:uuid/pay', lazy: () => import('./guest/PayRoute.tsx') },
      { path: '/invite/:uuid', lazy: () => import('./guest/JoinRoute.tsx') },
      { path: '/portal/:vanity?', lazy: () => import('./guest/PortalRoute.tsx') },
      {
        loader: requireGuest,
        children: [
          {
            lazy: () => import('./guest/GuestLayout.tsx'),
            children: [
              {
                path: '/guest',
                lazy: async () => ({
                  Component: (await import('#web/features/guest/GuestStudies.tsx')).GuestStudies,
                }),
              },
              { path: '/guest/upload', lazy: () => import('./guest/GuestUploadRoute.tsx') },
            ],
          },
          {
            lazy: () => import('./guest/PortalLayout.tsx'),
            children: [
              {
                path: '/my',
                lazy: async () => ({
                  Component: (await import('#web/features/guest/portal/MyStudies.tsx')).MyStudies,
                }),
              },
              {
                path: '/my/shared',
                lazy: async () => ({
                  Component: (await import('#web/features/guest/portal/MyShared.tsx')).MyShared,
                }),
              },
              {
                path: '/my/seen',
                lazy: async () => ({
                  Component: (await import('#web/features/guest/portal/MySeen.tsx')).MySeen,
                }),
              },
            ],
          },
          { path: '/guest/study/:studyId', lazy: () => import('./guest/GuestViewerRoute.tsx') },
        ],
      },
      {
        loader: requireUser,
        lazy: () => import('./SignedIn.tsx'),
        children: [
          {
            lazy: () => import('./shell/Shell.tsx'),
            children: [
              { path: '/studies', lazy: () => import('./WorklistRoute.tsx') },
              {
                path: '/orders',
                lazy: async () => ({
                  Component: (await import('#web/features/orders/OrdersPage.tsx')).OrdersPage,
                }),
              },
              {
                path: '/patients',
                lazy: async () => ({
                  Component: (await import('#web/features/patients/PatientsPage.tsx')).PatientsPage,
                }),
              },
              { path: '/folders/:folderId?', lazy: () => import('./FoldersRoute.tsx') },
              {
                path: '/inbox',
                lazy: async () => ({
                  Component: (await import('#web/features/inbox/InboxPage.tsx')).InboxPage,
                }),
              },
              {
                lazy: () => import('./AdminRoute.tsx'),
                children: [
                  { path: '/admin', loader: () => redirect('/admin/overview') },
                  {
                    path: '/admin/users',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/users/UsersPage.tsx')).UsersPage,
                    }),
                  },
                  {
                    path: '/admin/places',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/places/PlacesPage.tsx')).PlacesPage,
                    }),
                  },
                  {
                    path: '/admin/sites',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/sites/SitesPage.tsx')).SitesPage,
                    }),
                  },
                  {
                    path: '/admin/roles',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/roles/RolesPage.tsx')).RolesPage,
                    }),
                  },
                  {
                    path: '/admin/signin',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/signin/SignInPage.tsx')).SignInPage,
                    }),
                  },
                  {
                    path: '/admin/links',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/links/LinksPage.tsx')).LinksPage,
                    }),
                  },
                  {
                    path: '/admin/fields',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/fields/FieldsPage.tsx')).FieldsPage,
                    }),
                  },
                  {
                    path: '/admin/templates',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/templates/TemplatesPage.tsx'))
                        .TemplatesPage,
                    }),
                  },
                  {
                    path: '/admin/templates/sending',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/templates/SendingPage.tsx')).SendingPage,
                    }),
                  },
                  {
                    path: '/admin/flags',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/flags/FlagsPage.tsx')).FlagsPage,
                    }),
                  },
                  {
                    path: '/admin/gateways',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/gateways/GatewaysPage.tsx')).GatewaysPage,
                    }),
                  },
                  {
                    path: '/admin/branding',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/branding/BrandingPage.tsx')).BrandingPage,
                    }),
                  },
                  {
                    path: '/admin/terms',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/terms/TermsPage.tsx')).TermsPage,
                    }),
                  },
                  {
                    path: '/admin/api',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/api/ApiPage.tsx')).ApiPage,
                    }),
                  },
                  {
                    path: '/admin/overview',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/dashboard/DashboardPage.tsx'))
                        .DashboardPage,
                    }),
                  },
                  {
                    path: '/admin/access',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/access/AccessPage.tsx')).AccessPage,
                    }),
                  },
                  {
                    path: '/admin/settings',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/settings/SettingsPage.tsx')).SettingsPage,
                    }),
                  },
                  {
                    path: '/admin/namespaces',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/namespaces/NamespacesPage.tsx'))
                        .NamespacesPage,
                    }),
                  },
                  {
                    path: '/admin/anonymisation',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/anonymisation/AnonymisationPage.tsx'))
                        .AnonymisationPage,
                    }),
                  },
                  {
                    path: '/admin/payments',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/payments/PaymentsPage.tsx')).PaymentsPage,
                    }),
                  },
                  {
                    path: '/admin/deleted',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/deleted/DeletedPage.tsx')).DeletedPage,
                    }),
                  },
                  {
                    path: '/admin/audit',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/audit/AuditPage.tsx')).AuditPage,
                    }),
                  },
                ],
              },
              {
                lazy: () => import('./SystemRoute.tsx'),
                children: [
                  { path: '/system', loader: () => redirect('/system/accounts') },
                  {
                    path: '/system/accounts',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/system/AccountsPage.tsx')).AccountsPage,
                    }),
                  },
                  {
                    path: '/system/outbox',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/system/OutboxPage.tsx')).OutboxPage,
                    }),
                  },
                  {
                    path: '/system/jobs',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/system/JobsPage.tsx')).JobsPage,
                    }),
                  },
                  {
                    path: '/system/health',
                    lazy: async () => ({
                      Component: (await import('#web/features/admin/system/HealthPage.tsx')).HealthPage,
                    }),
                  },
                ],
              },
              {
                path: '/cloud-api',
                lazy: async () => ({
                  Component: (await import('#web/features/cloudapi/CloudApiPage.tsx')).CloudApiPage,
                }),
              },
              { path: '/settings', lazy: () => import('./profile/ProfilePage.tsx') },
            ],
          },
          { path: '/card', lazy: () => import('./profile/CardPage.tsx') },
          { path: '/studies/:studyId/view', lazy: () => import('./ViewerRoute.tsx') },
        ],
      },
      { path: '*', Component: NotFoundPage },
    ],
  },
])
