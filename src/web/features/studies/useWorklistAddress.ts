import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useSearchParams } from 'react-router'
import { readAddress, type WorklistAddress, writeAddress } from './filters/address.ts'

/** The worklist's address and how to change it: going back undoes a filter, but does not walk through opened rows. */
export function useWorklistAddress() {
  const [params, setParams] = useSearchParams()
  const address = useMemo(() => readAddress(params), [params])
  // A change counts for the next one at once, although the router shows it later.
  const latest = useRef(address)
  const write = useRef(setParams)
  useEffect(() => {
    latest.current = address
    write.current = setParams
  }, [address, setParams])
  const change = useCallback((next: Partial<WorklistAddress>, replace = false) => {
    latest.current = { ...latest.current, ...next }
    write.current(writeAddress(latest.current), { replace })
  }, [])
  return { address, change }
}
