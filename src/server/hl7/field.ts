import { type ParsedMessage, unescaped } from './message.ts'

/** One value out of a message, as custom fields name it (`hl7_segment`, `hl7_field`, `hl7_component`, `load_hl7_filter`). */

export interface Hl7Place {
  segment: string
  /** From 1. */
  field: number
  /** From 1; `null` for the whole field. */
  component: number | null
  /** `OBR_4_8LW`: OBR-4 contains 8LW. */
  filter: string | null
}

type Segment = readonly string[]

/** HL7 has no segment PID1; what follows PID with more about the patient is PD1 (chapter 3). */
const nameOf = (segment: string) => (segment === 'PID1' ? 'PD1' : segment)

/** Is the message one of a type, `ORU` or `ORU^R01`? */
export const isOfType = ({ type }: Pick<ParsedMessage, 'type'>, wanted: string): boolean => {
  const [is, asked] = [(type ?? '').toUpperCase(), wanted.trim().toUpperCase().replace('_', '^')]
  return asked !== '' && (is === asked || is.split('^')[0] === asked)
}

/** Orders of a message, each with what follows it: ORC opens one, and so does OBR where none is open without its own. */
function ordersOf(segments: readonly Segment[]): { common: Segment[]; orders: Segment[][] } {
  const common: Segment[] = []
  const orders: Segment[][] = []
  for (const segment of segments) {
    const open = orders.at(-1)
    const opens =
      segment[0] === 'ORC' || (segment[0] === 'OBR' && (!open || open.some(([one]) => one === 'OBR')))
    if (opens) orders.push([segment])
    else (open ?? common).push(segment)
  }
  return { common, orders }
}

/** What is said of one accession number: of a message about several orders, its own and what they share. */
function segmentsOf(
  { segments, message }: ParsedMessage,
  accession_number: string | null,
): readonly Segment[] {
  const separator = message[4] ?? '^'
  const { common, orders } = ordersOf(segments)
  const names = (order: Segment[]) =>
    order.some(([name, ...fields]) =>
      (name === 'ORC' ? [2, 3] : name === 'OBR' ? [2, 3, 18] : name === 'IPC' ? [1] : []).some(
        (field) => fields[field - 1]?.split(separator)[0]?.trim() === accession_number,
      ),
    )
  const own = orders.filter(names)
  return orders.length > 1 && own.length > 0 ? [...common, ...own.flat()] : segments
}

const FILTER = /^([A-Z][A-Z0-9]{2,3})_(\d{1,2})_(.+)$/

/** The segments of the name, where a filter holds; of the segment that a filter is about, those in which it does. */
function chosen(segments: readonly Segment[], { segment, filter }: Hl7Place): readonly Segment[] {
  const named = segments.filter(([name]) => name === nameOf(segment))
  if (!filter) return named
  const [, about = '', field = '', value = ''] = FILTER.exec(filter) ?? []
  const holding = segments.filter(
    (one) => one[0] === nameOf(about) && value !== '' && one[Number(field)]?.includes(value),
  )
  if (nameOf(about) === nameOf(segment)) return holding
  return holding.length > 0 ? named : []
}

/**
 * The values, one for each repetition, of the first segment in which there are any. An empty list where the message
 * deletes the value (`""`, HL7 chapter 2), `undefined` where it says nothing.
 */
export function valuesOfField(
  parsed: ParsedMessage,
  place: Hl7Place,
  accession_number: string | null,
): string[] | undefined {
  const delimiters = parsed.message.slice(3, 8)
  const [, component = '^', repetition = '~'] = delimiters
  for (const segment of chosen(segmentsOf(parsed, accession_number), place)) {
    const repetitions = (segment[place.field] ?? '').split(repetition)
    const texts = repetitions
      .map((text) => (place.component === null ? text : (text.split(component)[place.component - 1] ?? '')))
      .filter((text) => text.trim() !== '')
    if (texts.length === 0) continue
    if (texts.every((text) => text.trim() === '""')) return []
    return texts.map((text) => unescaped(text, delimiters))
  }
  return undefined
}
