import { QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { settingGetAll } from '#contract/setting.ts'
import { keyOf, queryClient } from '#web/api/query.ts'
import { answerCommands } from '../../testing/server.ts'
import { PresetsForm } from './PresetsDialog.tsx'

const KEY = 'collimate.viewer.presets.CT'
const onClose = vi.fn()

function show(own: object = {}) {
  queryClient.setQueryData(keyOf(settingGetAll, {}), { settings: { [KEY]: JSON.stringify(own) } })
  const sent = answerCommands({ '/setting/set': { body: {} } })
  render(
    <QueryClientProvider client={queryClient}>
      <PresetsForm onClose={onClose} />
    </QueryClientProvider>,
  )
  return sent
}
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const field = (label: string) => screen.getByLabelText(label)

beforeEach(() => {
  queryClient.clear()
  onClose.mockClear()
})

test('what changed is saved under its identifier', async () => {
  const sent = show()
  type('Name, key 2', 'Thorax')
  type('Width, key 2', '1600')
  type('Centre, key 3', '500.5')
  press('Save')
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  await waitFor(() => expect(sent).toHaveLength(1), { timeout: 3000 })
  expect(sent[0]?.fields.key).toBe(KEY)
  expect(JSON.parse(sent[0]?.fields.value ?? '')).toEqual({
    lung: { name: 'Thorax', width: 1600, center: -600 },
    bone: { width: 2500, center: 500.5 },
  })
})

test('a window that is none is refused', async () => {
  const sent = show()
  type('Width, key 1', '0.5')
  type('Width, key 2', '')
  type('Centre, key 4', '1e9')
  type('Name, key 5', '  ')
  press('Save')
  expect(await screen.findAllByRole('alert')).toHaveLength(4)
  expect(onClose).not.toHaveBeenCalled()
  expect(sent).toEqual([])
})

test('the standard ones come back', async () => {
  const sent = show({ lung: { name: 'Thorax', width: 1600, center: -550 } })
  expect(field('Name, key 2')).toHaveProperty('value', 'Thorax')
  press('Standard values')
  expect(field('Name, key 2')).toHaveProperty('value', 'Lung')
  expect(field('Width, key 2')).toHaveProperty('value', '1500')
  press('Save')
  await waitFor(() => expect(sent).toHaveLength(1), { timeout: 3000 })
  expect(sent[0]?.fields.value).toBe('{}')
})
