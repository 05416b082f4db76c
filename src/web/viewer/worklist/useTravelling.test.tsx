import { QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { createMemoryRouter, RouterProvider, useParams } from 'react-router'
import { beforeEach, expect, test } from 'vitest'
import { studyCount, studyList } from '#contract/study/list.ts'
import { keyOf, queryClient } from '#web/api/query.ts'
import { ToastProvider } from '#web/ui/Toast.tsx'
import { answerCommands } from '../../testing/server.ts'
import { TravelContext } from './context.ts'
import { PlaceControl } from './PlaceControl.tsx'
import { useTravelKeys } from './useTravelKeys.ts'
import { useTravelling } from './useTravelling.ts'

const LIST = { 'filter.modality.equals': 'CT', sort_by: 'study_date-desc' }

function Page() {
  const { studyId = '' } = useParams()
  const travel = useTravelling(studyId, undefined)
  useTravelKeys(travel)
  return (
    <TravelContext value={travel}>
      <PlaceControl />
      <h1>{studyId}</h1>
      <input aria-label="field" />
    </TravelContext>
  )
}

function open(state: unknown) {
  queryClient.setQueryData(keyOf(studyList, { ...LIST, 'page.rows': 100, 'page.number': 1 }), {
    studies: ['a', 'b', 'c', 'd'].map((uuid) => ({
      uuid,
      patientid: uuid === 'b' ? 'a' : uuid,
      patient_name: null,
      patient_birth_date: null,
    })),
  })
  queryClient.setQueryData(keyOf(studyCount, { 'filter.modality.equals': 'CT' }), { count: 4 })
  const sent = answerCommands({})
  const router = createMemoryRouter(
    [
      { path: '/studies', element: <h1>worklist</h1> },
      { path: '/studies/:studyId/view', Component: Page },
    ],
    { initialEntries: ['/studies', { pathname: '/studies/a/view', state }], initialIndex: 1 },
  )
  render(
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider>
        <ToastProvider>
          <RouterProvider router={router} />
        </ToastProvider>
      </Tooltip.Provider>
    </QueryClientProvider>,
  )
  return { router, sent }
}
const press = (key: string, target: Element = document.body) =>
  fireEvent.keyDown(target, { key, ctrlKey: true })
const shown = (uuid: string) => screen.findByRole('heading', { name: uuid })

beforeEach(() => queryClient.clear())

test('the buttons and keys walk through the list; the way back leads to the worklist', async () => {
  const { router } = open({ list: LIST, index: 0 })
  expect(await screen.findByText('1 of 4')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Previous study' })).toHaveProperty('disabled', true)
  fireEvent.click(screen.getByRole('button', { name: 'Next study' }))
  await shown('b')
  expect(screen.getByText('2 of 4')).toBeTruthy()
  press('ArrowRight')
  press('ArrowRight')
  await shown('d')
  expect(screen.getByRole('button', { name: 'Next study' })).toHaveProperty('disabled', true)
  expect(router.state.location.state).toEqual({ list: LIST, index: 3 })
  await router.navigate(-1)
  await shown('worklist')
})

test('a patient with two studies is one step', async () => {
  open({ list: LIST, index: 0 })
  press('ArrowDown')
  await shown('c')
  press('ArrowUp')
  await shown('a')
})

test('not from a text field', async () => {
  const { router } = open({ list: LIST, index: 0 })
  press('ArrowRight', await screen.findByLabelText('field'))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(router.state.location.pathname).toBe('/studies/a/view')
})

test('without a list there is nothing to walk', async () => {
  const { router, sent } = open(null)
  await shown('a')
  expect(screen.queryByRole('navigation')).toBeNull()
  press('ArrowRight')
  await waitFor(() => expect(router.state.location.pathname).toBe('/studies/a/view'))
  expect(sent).toEqual([])
})
