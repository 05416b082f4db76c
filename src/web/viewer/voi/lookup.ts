import { type Dataset, numbersOf, textOf } from '../data/dicomJson.ts'

/** A look-up table over stored or modality values (PS3.3 C.11.1.1, C.11.2.1.1). */
export interface LookupTable {
  readonly firstMapped: number
  readonly entries: Uint16Array
  /** Bits of an entry. */
  readonly bits: number
  readonly explanation: string
}

const DESCRIPTOR = '00283002'
const EXPLANATION = '00283003'
const DATA = '00283006'

/** The entries as 16 bit, from bytes that hold one or two of them a word (PS3.3 C.7.6.3.1.6). */
export function entriesOf(bytes: Uint8Array, count: number): Uint16Array {
  const wide = bytes.byteLength >= count * 2
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = Math.min(count, wide ? count : bytes.byteLength)
  return Uint16Array.from({ length }, (_, index) =>
    wide ? view.getUint16(index * 2, true) : (bytes[index] ?? 0),
  )
}

/** Reads an item of a LUT sequence; undefined without entries. The metadata has the entries inline. */
export function lookupTableOf(item: Dataset): LookupTable | undefined {
  const [count = 0, first = 0, declared = 16] = numbersOf(item, DESCRIPTOR)
  const length = count === 0 ? 65_536 : count
  const { InlineBinary } = item[DATA] ?? {}
  const entries =
    typeof InlineBinary === 'string'
      ? entriesOf(
          Uint8Array.from(atob(InlineBinary), (character) => character.charCodeAt(0)),
          length,
        )
      : Uint16Array.from(numbersOf(item, DATA).slice(0, length))
  if (entries.length === 0) return undefined
  return {
    // Written as US by some, though the values it maps are signed.
    firstMapped: item[DESCRIPTOR]?.vr === 'US' && first > 32_767 ? first - 65_536 : first,
    entries,
    bits: bitsOf(entries, declared),
    explanation: textOf(item, EXPLANATION) ?? '',
  }
}

/** Some writers declare 16 bits and fill 12, or declare 8 and fill 16: the larger entry counts. */
function bitsOf(entries: Uint16Array, declared: number): number {
  let most = 0
  for (const entry of entries) if (entry > most) most = entry
  const needed = Math.max(1, 32 - Math.clz32(most))
  return declared >= 8 && declared <= 16 && needed <= declared ? declared : Math.max(8, needed)
}

/** What the table makes of a value: values before and after it take its ends. */
export const entryAt = ({ firstMapped, entries }: LookupTable, value: number): number =>
  entries[Math.max(0, Math.min(entries.length - 1, Math.round(value) - firstMapped))] ?? 0
