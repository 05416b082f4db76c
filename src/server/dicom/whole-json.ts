import { type JsonDataSet, jsonOfDataSet } from './json-model.ts'
import type { Header } from './part10.ts'
import { DicomRefusal } from './refusal.ts'
import { headerSource } from './values.ts'

/** A header with every value inline, however large, for a file that is written anew. Refuses what has no plain value. */
export const wholeJson = (header: Header): JsonDataSet =>
  jsonOfDataSet(header.dataSet, headerSource(header), {
    inlineBytes: Number.POSITIVE_INFINITY,
    bulkDataURI: (path) => {
      throw new DicomRefusal('MALFORMED', `The value of ${path} cannot be carried over`)
    },
  })
