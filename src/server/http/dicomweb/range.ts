import type { ByteRange } from '../../objects/store.ts'

/**
 * A `Range` header over `size` bytes (RFC 9110 §14.2). Nothing when there is none that we serve in part: several
 * ranges at once, other units.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match) return undefined
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return undefined
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length > 0 ? { start: size - length, end: size } : 'unsatisfiable'
  }
  const start = Number(from)
  const end = to === '' ? size : Math.min(Number(to) + 1, size)
  return start < end ? { start, end } : 'unsatisfiable'
}
