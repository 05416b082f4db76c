import type { Dataset } from '../../data/dicomJson.ts'

/** What was read of a data set, once: it is asked for with every image that a reader scrolls to. */
export function onceEach<T>(read: (dataset: Dataset) => T): (dataset: Dataset) => T {
  const known = new WeakMap<Dataset, { readonly value: T }>()
  return (dataset) => {
    const there = known.get(dataset)
    if (there) return there.value
    const value = read(dataset)
    known.set(dataset, { value })
    return value
  }
}
