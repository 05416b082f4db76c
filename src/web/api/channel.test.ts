import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createChannelClient } from './channel.ts'

/** A socket that the test opens, closes and speaks through. */
class TestSocket extends EventTarget {
  static OPEN = 1
  static all: TestSocket[] = []
  readyState = 0
  sent: string[] = []

  constructor() {
    super()
    TestSocket.all.push(this)
  }
  send(frame: string) {
    this.sent.push(frame)
  }
  close() {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
  open() {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  say(frame: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  TestSocket.all = []
  vi.stubGlobal('WebSocket', TestSocket)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const frame = (action: string, channel?: string) =>
  JSON.stringify({ action, ...(channel ? { channel } : {}) })

test('subscribes when open, hears its own channel only, pings, and unsubscribes with the last listener', () => {
  const client = createChannelClient(() => 'ws://x')
  const heard: string[] = []
  const end = client.subscribe('study.a', ({ event }) => heard.push(event))
  const endSecond = client.subscribe('study.a', () => undefined)
  vi.advanceTimersByTime(1)
  const [socket] = TestSocket.all
  socket?.open()
  expect(socket?.sent).toEqual([frame('subscribe', 'study.a')])
  socket?.say({ event: 'READY', channel: 'study.a' })
  socket?.say({ event: 'READY', channel: 'study.b' })
  socket?.say('nonsense')
  expect(heard).toEqual(['READY'])
  vi.advanceTimersByTime(10_000)
  expect(socket?.sent.at(-1)).toBe(frame('ping'))
  end()
  expect(socket?.sent.at(-1)).toBe(frame('ping'))
  endSecond()
  expect(socket?.sent.at(-1)).toBe(frame('unsubscribe', 'study.a'))
  expect(socket?.readyState).toBe(3)
})

test('comes back after a loss, subscribes again and says that something may have been missed', () => {
  const client = createChannelClient(() => 'ws://x')
  const returned = vi.fn()
  client.onReturn(returned)
  client.subscribe('study.a', () => undefined)
  vi.advanceTimersByTime(1)
  TestSocket.all[0]?.open()
  expect(returned).not.toHaveBeenCalled()
  TestSocket.all[0]?.close()
  vi.advanceTimersByTime(500)
  expect(TestSocket.all).toHaveLength(2)
  TestSocket.all[1]?.open()
  expect(TestSocket.all[1]?.sent).toEqual([frame('subscribe', 'study.a')])
  expect(returned).toHaveBeenCalledOnce()
})
