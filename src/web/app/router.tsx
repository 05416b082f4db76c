import { createBrowserRouter, redirect } from 'react-router'
import { ErrorPage } from './ErrorPage.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { requireUser } from './session-guard.ts'

export const router = createBrowserRouter([
  {
    ErrorBoundary: ErrorPage,
    HydrateFallback: () => null,
    children: [
      { path: '/', loader: () => redirect('/studies') },
      { path: '/signin', lazy: () => import('./sign-in/SignInPage.tsx') },
      { path: '/password/lost', lazy: () => import('./sign-in/LostPasswordPage.tsx') },
      { path: '/password/reset', lazy: () => import('./sign-in/ResetPasswordPage.tsx') },
      {
        loader: requireUser,
        lazy: () => import('./SignedIn.tsx'),
        children: [
          {
            lazy: () => import('./shell/Shell.tsx'),
            children: [
              { path: '/studies', lazy: () => import('./WorklistRoute.tsx') },
              { path: '/settings', lazy: () => import('./profile/ProfilePage.tsx') },
            ],
          },
          { path: '/studies/:studyId/view', lazy: () => import('#web/viewer/ViewerPage.tsx') },
        ],
      },
      { path: '*', Component: NotFoundPage },
    ],
  },
])
