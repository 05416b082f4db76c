import { z } from 'zod'

/**
 * The client of `/api/v3/channel/websocket` (v3 README, "Channels"; text frames). One socket for the page: it opens
 * with the first subscription and closes with the last one, comes back after a loss and subscribes again. The cookie
 * of the page signs it in.
 */

const channelEvent = z.looseObject({ event: z.string(), channel: z.string() })
/** An event of a channel: READY, EDIT, STATUS, ANNOTATION, KEYIMAGE ..., with the fields of its kind. */
export type ChannelEvent = z.output<typeof channelEvent>
type Listener = (event: ChannelEvent) => void

const PING_MS = 10_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

export interface ChannelClient {
  /** Calls `listener` for each event of the channel; answers the function that ends it. */
  subscribe(channel: string, listener: Listener): () => void
  /** Calls `listener` when the socket comes back after a loss: what happened in between was missed. */
  onReturn(listener: () => void): () => void
}

export function createChannelClient(url: () => string): ChannelClient {
  const channels = new Map<string, Set<Listener>>()
  const returns = new Set<() => void>()
  let socket: WebSocket | undefined
  let ping: ReturnType<typeof setInterval> | undefined
  let later: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_WAIT_MS
  let opened = false

  const send = (frame: { action: string; channel?: string }) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }

  const open = () => {
    later = undefined
    const current = new WebSocket(url())
    socket = current
    current.addEventListener('open', () => {
      wait = FIRST_WAIT_MS
      for (const channel of channels.keys()) send({ action: 'subscribe', channel })
      ping = setInterval(() => send({ action: 'ping' }), PING_MS)
      if (opened) for (const listener of returns) listener()
      opened = true
    })
    current.addEventListener('message', ({ data }) => {
      const event = readEvent(data)
      if (event) for (const listener of channels.get(event.channel) ?? []) listener(event)
    })
    current.addEventListener('close', () => {
      clearInterval(ping)
      if (socket !== current) return
      socket = undefined
      if (channels.size === 0) return
      later = setTimeout(open, wait * (0.5 + Math.random() / 2))
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    })
  }

  return {
    subscribe(channel, listener) {
      const listeners = channels.get(channel) ?? new Set()
      listeners.add(listener)
      if (!channels.has(channel)) {
        channels.set(channel, listeners)
        send({ action: 'subscribe', channel })
      }
      // Not at once: a page that is only passed through asks for nothing.
      if (!socket) later ??= setTimeout(open)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || channels.get(channel) !== listeners) return
        channels.delete(channel)
        send({ action: 'unsubscribe', channel })
        if (channels.size > 0) return
        clearTimeout(later)
        later = undefined
        socket?.close()
        socket = undefined
        opened = false
      }
    },
    onReturn(listener) {
      returns.add(listener)
      return () => returns.delete(listener)
    },
  }
}

function readEvent(data: unknown): ChannelEvent | undefined {
  if (typeof data !== 'string') return undefined
  try {
    return channelEvent.safeParse(JSON.parse(data)).data
  } catch {
    return undefined
  }
}

/** The page's channel client. */
export const channels = createChannelClient(() => {
  const { protocol, host } = window.location
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/api/v3/channel/websocket`
})
