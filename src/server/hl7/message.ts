import { createHash } from 'node:crypto'
import type { Hl7Message, Hl7Segment } from '@medplum/core'

/** HL7 v2 messages: what is read out of one (HL7 v2.5.1 chapters 2, 3, 4 and 7). Pure, no I/O. */

/** One text of a report: an OBX segment, or several in a row that are about the same thing. */
export interface ReportText {
  /** OBX-3: what the text is, and its suffix such as IMP for an impression (chapter 7, "Observation ID suffixes"). */
  code: string
  meaning: string
  suffix: string
  lines: string[]
}

export interface ParsedMessage {
  /** As it came, with the carriage returns that end segments in HL7. */
  message: string
  /** `ORU^R01` */
  type: string | null
  accession_numbers: string[]
  patientid: string | null
  /** As a DICOM person name. */
  patient_name: string | null
  segments: string[][]
  report: ReportText[]
  /** OBR-25: `F` is final, `P` preliminary, `C` corrected. */
  result_status: string | null
  /** OBR-22, or when the message was made, as HL7 writes a time. */
  reported: string | null
  md5: string
}

/** The text is no HL7 message. */
export class NoMessage extends Error {}

const LINES = /\r\n|\r|\n/

/** Escape sequences of a text (chapter 2, "Use of escape sequences in text fields"), delimiters as the header sets them. */
export function unescaped(text: string, delimiters: string): string {
  const [component = '^', repetition = '~', mark = '\\', subcomponent = '&'] = delimiters.slice(1)
  const of: Readonly<Record<string, string>> = {
    F: delimiters[0] ?? '|',
    S: component,
    T: subcomponent,
    R: repetition,
    E: mark,
    '.br': '\n',
    '.sp': '\n',
  }
  // Every second piece is the name of an escape; a mark without its second stays as it is.
  const pieces = text.split(mark)
  const loose = pieces.length % 2 === 0 ? pieces.pop() : undefined
  const whole = pieces.map((piece, index) => {
    if (index % 2 === 0) return piece
    if (/^X([0-9A-F]{2})+$/i.test(piece)) return Buffer.from(piece.slice(1), 'hex').toString('utf8')
    return of[piece.replace(/^(\.sp)[+\d]*$/, '$1')] ?? ''
  })
  return whole.join('') + (loose === undefined ? '' : mark + loose)
}

const present = (text: string | undefined): string | null => {
  const trimmed = text?.trim()
  return trimmed && trimmed !== '""' ? trimmed : null
}

/** HL7's family^given^middle^suffix^prefix as DICOM's family^given^middle^prefix^suffix (PS3.5 §6.2). */
function personName(segment: Hl7Segment | undefined, field: number): string | null {
  const part = (index: number) => segment?.getComponent(field, index) ?? ''
  const name = [part(1), part(2), part(3), part(5), part(4)].map((one) =>
    one.replaceAll(/[\\=^]/g, ' ').trim(),
  )
  return present(name.join('^').replace(/\^+$/, ''))
}

/** IPC-1, else of each order OBR-18, the filler's number or the placer's; of a message without results, ORC's. */
function accessionNumbers(message: Hl7Message): string[] {
  const first = (segment: Hl7Segment, ...fields: number[]) =>
    fields.map((field) => present(segment.getComponent(field, 1))).find((number) => number !== null)
  const of = (name: string, ...fields: number[]) =>
    message.getAllSegments(name).flatMap((segment) => first(segment, ...fields) ?? [])
  const requested = [...of('IPC', 1), ...of('OBR', 18, 3, 2)]
  return [...new Set(requested.length > 0 ? requested : of('ORC', 3, 2))]
}

const TEXT_TYPES = ['TX', 'FT', 'ST', 'CE', 'CWE', 'NM', 'DT', 'TS', 'SN']

function reportOf(message: Hl7Message, delimiters: string): ReportText[] {
  const repetition = delimiters[2] ?? '~'
  const texts: ReportText[] = []
  for (const segment of message.getAllSegments('OBX')) {
    const type = segment.getComponent(2, 1)
    if (type && !TEXT_TYPES.includes(type)) continue
    const field = segment.getField(5)?.toString() ?? ''
    const lines = field
      .split(repetition)
      .map((one) => (/^C[WN]?E$/.test(type) ? (one.split(delimiters[1] ?? '^')[1] ?? one) : one))
      .flatMap((one) => unescaped(one, delimiters).split('\n'))
    const code = segment.getComponent(3, 1, 0)
    const suffix = segment.getComponent(3, 1, 1) ?? ''
    const before = texts.at(-1)
    if (before && before.code === code && before.suffix === suffix) before.lines.push(...lines)
    else texts.push({ code, suffix, meaning: segment.getComponent(3, 2), lines })
  }
  return texts.filter(({ lines }) => lines.some((line) => line.trim() !== ''))
}

/** Reads a message; NoMessage where it is none. */
export async function parseMessage(text: string): Promise<ParsedMessage> {
  // The parser comes with much else, and most servers never see a message.
  const { Hl7Message: Message } = await import('@medplum/core')
  const message = text.split(LINES).filter(Boolean).join('\r')
  if (!/^MSH[^\w\s]{5}/.test(message)) throw new NoMessage()
  const parsed = Message.parse(message)
  const delimiters = message.slice(3, 8)
  const patient = parsed.getSegment('PID')
  const request = parsed.getSegment('OBR')
  const [code, event] = [parsed.header.getComponent(9, 1), parsed.header.getComponent(9, 2)]
  return {
    message,
    type: present([code, event].filter(Boolean).join('^')),
    accession_numbers: accessionNumbers(parsed),
    patientid: present(patient?.getComponent(3, 1)),
    patient_name: personName(patient, 5),
    segments: parsed.segments.map((segment) => segment.fields.map(String)),
    report: reportOf(parsed, delimiters),
    result_status: present(request?.getComponent(25, 1)),
    reported: present(request?.getComponent(22, 1)) ?? present(parsed.header.getComponent(7, 1)),
    md5: createHash('md5').update(message).digest('hex'),
  }
}

/** The acknowledgement of a message that is stored (chapter 2, "Original mode"). */
export async function acknowledgement(text: string): Promise<string> {
  const { Hl7Message: Message } = await import('@medplum/core')
  return Message.parse(text).buildAck({ ackCode: 'AA' }).toString()
}

/** The report as plain text. */
export const reportText = ({ report }: Pick<ParsedMessage, 'report'>): string =>
  report.map(({ lines }) => lines.join('\n')).join('\n')
