import { QueryClientProvider } from '@tanstack/react-query'
import { Direction, Tooltip } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import { queryClient } from '#web/api/query.ts'
import { ToastProvider } from '#web/ui/Toast.tsx'
import { directionOf } from './i18n.ts'
import { router } from './router.tsx'

export function App() {
  const { i18n } = useTranslation('app')
  return (
    <QueryClientProvider client={queryClient}>
      <Direction.Provider dir={directionOf(i18n.language)}>
        <Tooltip.Provider delayDuration={400}>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </Tooltip.Provider>
      </Direction.Provider>
    </QueryClientProvider>
  )
}
