import { bytesOf } from '../../data/bulkData.ts'
import { type Dataset, itemsOf, numberOf, textOf } from '../../data/dicomJson.ts'
import { codeText } from '../reference.ts'

/** One channel of a recording, in the unit that it was measured in (PS3.3 C.10.9). */
export interface Channel {
  /** What was measured, in the file's words. */
  readonly source: string
  /** `mV` for whatever is a voltage, otherwise the file's own unit. */
  readonly unit: string
  readonly values: Float32Array
}

/** Channels that were sampled together (a multiplex group). */
export interface Recording {
  readonly label: string
  /** Samples a second. */
  readonly frequency: number
  readonly channels: readonly Channel[]
}

const SEQUENCE = '54000100'
const DATA = '54001010'

/** Millivolts in the units that voltages are recorded in (UCUM). */
const MILLIVOLTS: Readonly<Record<string, number>> = { uV: 0.001, µV: 0.001, mV: 1, V: 1000 }

const MOST_SAMPLES = 50_000_000

type Sample = (view: DataView, index: number) => number

/** Sample interpretations that are plain numbers; the compressed ones of voice (MB, AB) are not read. */
const SAMPLES: Readonly<Record<string, { readonly size: number; readonly read: Sample } | undefined>> = {
  SB: { size: 1, read: (view, n) => view.getInt8(n) },
  UB: { size: 1, read: (view, n) => view.getUint8(n) },
  SS: { size: 2, read: (view, n) => view.getInt16(n * 2, true) },
  US: { size: 2, read: (view, n) => view.getUint16(n * 2, true) },
  SL: { size: 4, read: (view, n) => view.getInt32(n * 4, true) },
  UL: { size: 4, read: (view, n) => view.getUint32(n * 4, true) },
}

/** The recording of one multiplex group from its bytes, little endian; undefined when they cannot be read. */
export function recordingOf(group: Dataset, bytes: Uint8Array): Recording | undefined {
  const count = numberOf(group, '003A0005') ?? 0
  const frequency = numberOf(group, '003A001A') ?? 0
  const form = SAMPLES[textOf(group, '54001006') ?? 'SS']
  if (!form || count < 1 || !(frequency > 0)) return undefined
  const there = Math.floor(bytes.length / form.size / count)
  const length = Math.min(numberOf(group, '003A0010') ?? there, there)
  if (length < 1 || length * count > MOST_SAMPLES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const definitions = itemsOf(group, '003A0200')
  return {
    label: textOf(group, '003A0020') ?? '',
    frequency,
    channels: Array.from({ length: count }, (_, index): Channel => {
      const definition = definitions[index] ?? {}
      const [unitItem] = itemsOf(definition, '003A0211')
      const own = (unitItem && textOf(unitItem, '00080100')) ?? ''
      const toMillivolts = MILLIVOLTS[own]
      const scale = (numberOf(definition, '003A0210') ?? 1) * (numberOf(definition, '003A0212') ?? 1)
      const baseline = numberOf(definition, '003A0213') ?? 0
      const factor = toMillivolts ?? 1
      return {
        source: codeText(definition, '003A0208') ?? textOf(definition, '003A0203') ?? String(index + 1),
        unit: toMillivolts === undefined ? own : 'mV',
        values: Float32Array.from(
          { length },
          (_sample, n) => (form.read(view, n * count + index) * scale + baseline) * factor,
        ),
      }
    }),
  }
}

/** All recordings of an object. Rejects when none of them can be read. */
export async function recordingsOf(dataset: Dataset, signal: AbortSignal): Promise<Recording[]> {
  const read = await Promise.all(
    itemsOf(dataset, SEQUENCE).map(async (group) => recordingOf(group, await bytesOf(group[DATA], signal))),
  )
  const recordings = read.filter((recording) => recording !== undefined)
  if (recordings.length === 0) throw new Error('waveform: no recording')
  return recordings
}

/** What the device or a reader said about the recording: a rate, an interval, a diagnosis (PS3.3 C.10.10). */
export function annotationsOf(dataset: Dataset): { readonly name: string; readonly value: string }[] {
  return itemsOf(dataset, '0040B020').flatMap((item) => {
    const name = codeText(item, '0040A043') ?? ''
    const value = textOf(item, '00700006') ?? codeText(item, '0040A168') ?? textOf(item, '0040A30A') ?? ''
    const [unit] = itemsOf(item, '004008EA')
    const text = [value, (unit && textOf(unit, '00080100')) ?? ''].filter((part) => part !== '').join(' ')
    return name === '' && text === '' ? [] : [{ name, value: text }]
  })
}
