import { type Dataset, numberOf, textOf } from './dicomJson.ts'

/** A number of a vendor's own, whose block was reserved by its creator (PS3.5 7.8.1). */
export function privateNumber(
  dataset: Dataset,
  group: string,
  creator: string,
  element: string,
): number | undefined {
  for (let block = 0x10; block <= 0xff; block++) {
    const prefix = block.toString(16).toUpperCase().padStart(2, '0')
    if (textOf(dataset, `${group}00${prefix}`) === creator)
      return numberOf(dataset, `${group}${prefix}${element}`)
  }
  return undefined
}
