/**
 * A page that opens images keeps the line to the server for the first of them. What can come a moment later, such as
 * the colours of an account, waits until the line is free.
 */

/** Milliseconds. Whatever happens to the picture, the rest does not wait for ever. */
const PATIENCE = 4000

let kept = false
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

export function keepLine(): void {
  kept = true
  timer = setTimeout(freeLine, PATIENCE)
}

export function freeLine(): void {
  clearTimeout(timer)
  if (!kept) return
  kept = false
  for (const listener of [...listeners]) listener()
}

export const lineIsFree = (): boolean => !kept

export function onLineFree(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
