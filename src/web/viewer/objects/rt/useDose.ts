import { useEffect, useState } from 'react'
import type { Dataset } from '../../data/dicomJson.ts'
import { fetchRawFrame } from '../layers/rawFrames.ts'
import { type DoseVolume, doseGridOf, doseVolumeOf } from './dose.ts'

const known = new WeakMap<Dataset, Promise<DoseVolume | undefined>>()

async function load(dataset: Dataset, root: string): Promise<DoseVolume | undefined> {
  const grid = doseGridOf(dataset, root)
  if (!grid) return undefined
  return doseVolumeOf(grid, await Promise.all(grid.frames.map(fetchRawFrame)))
}

/** The doses of an object, once they are here. */
export function useDose(dataset: Dataset, root: string): DoseVolume | undefined {
  const [volume, setVolume] = useState<DoseVolume>()
  useEffect(() => {
    let left = false
    const coming = known.get(dataset) ?? load(dataset, root)
    known.set(dataset, coming)
    coming
      .then((read) => {
        if (!left) setVolume(read)
      })
      // The next look tries again.
      .catch(() => known.delete(dataset))
    return () => {
      left = true
    }
  }, [dataset, root])
  return volume
}
