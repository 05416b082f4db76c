import { useIsFetching } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'

const ACTS = ['wheel', 'pointerdown', 'keydown'] as const
/** What is read because of an answer begins to be read a moment after it. */
const REST_MS = 400

/**
 * Keeps in sight what the address leads to, the card with `aria-current`, while what stands above it is still being read;
 * from the reader's first act on nothing moves by itself. `missing` when all is read and there was never such a card.
 */
export function useCurrentInSight() {
  const list = useRef<HTMLDivElement>(null)
  const left = useRef(false)
  const found = useRef('')
  const [missing, setMissing] = useState(false)
  const address = useSearchParams()[0].toString()
  const reading = useIsFetching() > 0
  useEffect(() => {
    left.current = address === ''
    const leave = () => {
      left.current = true
    }
    for (const act of ACTS) window.addEventListener(act, leave, { passive: true, capture: true })
    return () => {
      for (const act of ACTS) window.removeEventListener(act, leave, { capture: true })
    }
  }, [address])
  useEffect(() => {
    if (reading) return
    const card = list.current?.querySelector('[aria-current]')
    if (card) found.current = address
    if (!left.current) card?.scrollIntoView({ block: 'center' })
    const later = setTimeout(() => setMissing(address !== '' && found.current !== address), REST_MS)
    return () => clearTimeout(later)
  }, [reading, address])
  return { list, missing }
}
