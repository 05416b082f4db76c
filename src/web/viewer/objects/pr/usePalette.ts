import { useEffect, useState } from 'react'
import type { Dataset } from '../../data/dicomJson.ts'
import { readRamp } from '../../loading/palette.ts'
import type { Colour } from '../../voi/curve.ts'

const known = new WeakMap<Dataset, Promise<readonly Colour[]>>()

/** The colours of an object's palette from black to white, once they are here; `wanted` is false where it has none. */
export function usePalette(dataset: Dataset, wanted: boolean): readonly Colour[] | undefined {
  const [ramp, setRamp] = useState<readonly Colour[]>()
  useEffect(() => {
    if (!wanted) return
    let left = false
    const coming = known.get(dataset) ?? readRamp(dataset)
    known.set(dataset, coming)
    coming
      .then((read) => {
        if (!left) setRamp(read)
      })
      // Grey until the next look, which tries again.
      .catch(() => known.delete(dataset))
    return () => {
      left = true
    }
  }, [dataset, wanted])
  return ramp
}
