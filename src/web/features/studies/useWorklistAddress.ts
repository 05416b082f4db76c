import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { readAddress, type WorklistAddress, writeAddress } from './filters/address.ts'

/** The worklist's address and how to change it: going back undoes a filter, but does not walk through opened rows. */
export function useWorklistAddress() {
  const [params, setParams] = useSearchParams()
  const address = useMemo(() => readAddress(params), [params])
  const change = useCallback(
    (next: Partial<WorklistAddress>, replace = false) =>
      setParams((now) => writeAddress({ ...readAddress(now), ...next }), { replace }),
    [setParams],
  )
  return { address, change }
}
