import { act, fireEvent, render, screen } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ToastProvider, useToast } from './Toast.tsx'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function Kitchen({ onGone }: { onGone: () => void }) {
  const toast = useToast()
  return (
    <>
      <button type="button" onClick={() => toast({ text: 'waits', duration: 8000, onGone })}>
        wait
      </button>
      <button type="button" onClick={() => toast({ text: 'says' })}>
        say
      </button>
    </>
  )
}

test('a message that something waits for is not pushed out by newer ones', async () => {
  const onGone = vi.fn()
  render(
    <Tooltip.Provider>
      <ToastProvider>
        <Kitchen onGone={onGone} />
      </ToastProvider>
    </Tooltip.Provider>,
  )
  fireEvent.click(screen.getByRole('button', { name: 'wait' }))
  for (let n = 0; n < 6; n++) fireEvent.click(screen.getByRole('button', { name: 'say' }))
  expect(onGone).not.toHaveBeenCalled()
  await act(() => vi.advanceTimersByTimeAsync(9000))
  expect(onGone).toHaveBeenCalledOnce()
})
