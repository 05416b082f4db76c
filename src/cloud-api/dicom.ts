import { type DataSet, parseDicom } from 'dicom-parser'
import { inflateSync } from 'fflate'

/** Reading the head of a DICOM file in the browser: everything before its pixels. */

const PIXEL_DATA = 'x7fe00010'
const FIRST_READ = 1024 * 1024
export const DEFLATED = '1.2.840.10008.1.2.1.99'

export interface Head {
  dataSet: DataSet
  TransferSyntaxUid: string | undefined
}

/** dicom-parser asks for the whole file with its data set inflated. */
const inflater = (bytes: Uint8Array, position: number): Uint8Array => {
  const inflated = inflateSync(bytes.subarray(position))
  const whole = new Uint8Array(position + inflated.length)
  whole.set(bytes.subarray(0, position))
  whole.set(inflated, position)
  return whole
}

export const bytesOf = async (file: Blob, end = file.size): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await file.slice(0, end).arrayBuffer())

const isPart10 = (bytes: Uint8Array): boolean =>
  bytes.length > 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM'

/** The head of a file, read in ever longer pieces; undefined when it is no DICOM file. */
export async function readHead(file: Blob): Promise<Head | undefined> {
  for (let length = FIRST_READ; ; length *= 4) {
    const bytes = await bytesOf(file, Math.min(length, file.size))
    if (!isPart10(bytes)) return undefined
    try {
      const dataSet = parseDicom(bytes, { untilTag: PIXEL_DATA, inflater })
      return { dataSet, TransferSyntaxUid: dataSet.string('x00020010') }
    } catch {
      if (length >= file.size) return undefined
    }
  }
}

/** Text of an attribute; undefined when the file does not have it. */
export const textOf = ({ dataSet }: Head, tag: string): string | undefined =>
  dataSet.elements[tag] ? decoded(dataSet, tag) : undefined

function decoded(dataSet: DataSet, tag: string): string {
  const element = dataSet.elements[tag]
  if (!element) return ''
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)
  return new TextDecoder(charsetOf(dataSet)).decode(bytes).replace(/[\0 ]+$/, '')
}

const CHARSETS: Readonly<Record<string, string>> = {
  'ISO_IR 192': 'utf-8',
  'ISO_IR 100': 'latin1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 13': 'shift_jis',
  GB18030: 'gb18030',
  GBK: 'gbk',
} // prettier-ignore

/** The first Specific Character Set (0008,0005) by the name that browsers have for it. */
export const charsetOf = (dataSet: DataSet): string =>
  CHARSETS[(dataSet.string('x00080005') ?? '').split('\\')[0]?.trim() ?? ''] ?? 'latin1'
