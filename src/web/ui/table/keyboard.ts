/** What a key does in a table. */
export type TableAction =
  | { kind: 'move'; to: number; extend: boolean }
  | { kind: 'toggle' }
  | { kind: 'open' }
  | { kind: 'all' }
  | { kind: 'clear' }

interface Key {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** The action of a key, given the row that is active now (-1: none), how many rows there are and how many fit. */
export function tableAction(event: Key, active: number, rows: number, fit: number): TableAction | undefined {
  const command = event.ctrlKey || event.metaKey
  if (command && event.key.toLowerCase() === 'a') return { kind: 'all' }
  if (event.altKey || command) return undefined
  const move = (to: number): TableAction | undefined =>
    rows === 0 ? undefined : { kind: 'move', to: Math.min(rows - 1, Math.max(0, to)), extend: event.shiftKey }
  switch (event.key) {
    case 'ArrowDown':
      return move(active + 1)
    case 'ArrowUp':
      return move(active < 0 ? 0 : active - 1)
    case 'PageDown':
      return move(active + fit)
    case 'PageUp':
      return move(active - fit)
    case 'Home':
      return move(0)
    case 'End':
      return move(rows - 1)
    case ' ':
      return active < 0 ? undefined : { kind: 'toggle' }
    case 'Enter':
      return active < 0 ? undefined : { kind: 'open' }
    case 'Escape':
      return { kind: 'clear' }
    default:
      return undefined
  }
}
