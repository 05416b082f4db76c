import { type DataSet, parseDicom } from 'dicom-parser'
import { inflateSync } from 'fflate'

/** What the review and the queue know of a DICOM file, by PS3.6 keywords. */
export interface FileHeader {
  SOPInstanceUID: string
  SeriesInstanceUID: string
  StudyInstanceUID: string
  Modality: string
  PatientID: string
  PatientName: string
  PatientBirthDate: string
  PatientSex: string
  StudyDescription: string
  StudyDate: string
  AccessionNumber: string
  SeriesDescription: string
}

/** Why a file is set apart. */
export type NotDicom = 'notDicom' | 'dicomdir' | 'incomplete' | 'empty' | 'unreadable'

export type HeaderResult = { header: FileHeader } | { reason: NotDicom } | { needsMore: true }

const DICOMDIR = '1.2.840.10008.1.3.10'
const DEFLATED = '1.2.840.10008.1.2.1.99'
const IMPLICIT = '1.2.840.10008.1.2'
const EXPLICIT = '1.2.840.10008.1.2.1'
/** Everything of interest comes before (0028,0010) Rows. */
const END = 'x00280010'

/** TextDecoder labels for the defined terms of (0008,0005) (PS3.3 §C.12.1.1.2). */
const CHARACTER_SETS: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 159': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 58': 'gbk',
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC introduces an ISO 2022 designation, which is not shown.
const DESIGNATION = /\x1b[$(),-/]*[@-~]/g

function decoderOf(set: DataSet): TextDecoder {
  const terms = (set.string('x00080005') ?? '').split('\\').map((term) => term.trim())
  const label = terms.map((term) => CHARACTER_SETS[term]).findLast((known) => known !== undefined)
  return new TextDecoder(label ?? 'iso-8859-1')
}

function textOf(set: DataSet, tag: string, decoder: TextDecoder): string {
  const element = set.elements[tag]
  if (!element || element.length <= 0) return ''
  const bytes = set.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)
  return decoder
    .decode(bytes)
    .replaceAll(DESIGNATION, '')
    .replaceAll(/[\0\s]+$/g, '')
    .trim()
}

const isPart10 = (bytes: Uint8Array) =>
  bytes.length >= 132 &&
  bytes[128] === 0x44 &&
  bytes[129] === 0x49 &&
  bytes[130] === 0x43 &&
  bytes[131] === 0x4d

/** A data set without preamble and meta information begins with a low, even group. */
function rawSyntax(bytes: Uint8Array): string | undefined {
  const group = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)
  if (bytes.length < 16 || (group !== 0x0008 && group !== 0x0002)) return undefined
  const vr = String.fromCharCode(bytes[4] ?? 0, bytes[5] ?? 0)
  return /^[A-Z]{2}$/.test(vr) ? EXPLICIT : IMPLICIT
}

const partial = (failure: unknown): DataSet | undefined => {
  if (typeof failure !== 'object' || failure === null || !('dataSet' in failure)) return undefined
  const { dataSet } = failure
  return typeof dataSet === 'object' && dataSet !== null && 'elements' in dataSet && isDataSet(dataSet)
    ? dataSet
    : undefined
}
const isDataSet = (value: object): value is DataSet => 'string' in value && 'byteArray' in value

function parsed(bytes: Uint8Array): DataSet | undefined {
  const raw = isPart10(bytes) ? undefined : rawSyntax(bytes)
  try {
    return parseDicom(bytes, {
      untilTag: END,
      ...(raw === undefined ? {} : { TransferSyntaxUID: raw }),
      inflater: (deflated: Uint8Array, position: number) => {
        const inflated = inflateSync(deflated.subarray(position))
        const whole = new Uint8Array(position + inflated.length)
        whole.set(deflated.subarray(0, position))
        whole.set(inflated, position)
        return whole
      },
    })
  } catch (failure) {
    return partial(failure)
  }
}

/**
 * Reads the header of a file from its first bytes. `whole` says that there are no more; otherwise a header that does
 * not fit asks for more.
 */
export function readHeader(bytes: Uint8Array, whole: boolean): HeaderResult {
  if (bytes.length === 0) return { reason: 'empty' }
  if (!isPart10(bytes) && rawSyntax(bytes) === undefined) return { reason: 'notDicom' }
  const set = parsed(bytes)
  if (!set) return whole ? { reason: 'unreadable' } : { needsMore: true }
  if (set.string('x00020002') === DICOMDIR) return { reason: 'dicomdir' }
  const text = (tag: string) => textOf(set, tag, decoder)
  const decoder = decoderOf(set)
  const StudyInstanceUID = text('x0020000d')
  const SeriesInstanceUID = text('x0020000e')
  const SOPInstanceUID = text('x00080018')
  if (StudyInstanceUID === '' || SeriesInstanceUID === '' || SOPInstanceUID === '') {
    return whole ? { reason: 'incomplete' } : { needsMore: true }
  }
  return {
    header: {
      SOPInstanceUID,
      SeriesInstanceUID,
      StudyInstanceUID,
      Modality: text('x00080060'),
      PatientID: text('x00100020'),
      PatientName: text('x00100010'),
      PatientBirthDate: text('x00100030'),
      PatientSex: text('x00100040'),
      StudyDescription: text('x00081030'),
      StudyDate: text('x00080020'),
      AccessionNumber: text('x00080050'),
      SeriesDescription: text('x0008103e'),
    },
  }
}

export const isDeflated = (bytes: Uint8Array): boolean =>
  isPart10(bytes) && new TextDecoder('latin1').decode(bytes.subarray(132, 512)).includes(DEFLATED)
