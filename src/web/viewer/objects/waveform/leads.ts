import type { Channel, Recording } from './waveform.ts'

export const LAYOUTS = ['3x4', '6x2', '12x1'] as const
export type EcgLayout = (typeof LAYOUTS)[number]

/** The standard leads in the order in which they are printed. */
const STANDARD = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const
export type Lead = (typeof STANDARD)[number]

const NAMES = new Map<string, Lead>(STANDARD.map((lead) => [lead.toLowerCase(), lead]))

/** The lead that a channel is, by its words: `Lead II`, `aVR`, `Lead V3 (Einthoven)`. */
export function leadOf(source: string): Lead | undefined {
  const word = /\b(iii|ii|i|avr|avl|avf|v[1-6])\b/i.exec(source.replace(/^lead\s+/i, ''))?.[1]
  return word === undefined ? undefined : NAMES.get(word.toLowerCase())
}

/** A piece of a channel at a place on the paper. */
export interface Strip {
  readonly name: string
  readonly channel: Channel
  readonly row: number
  /** Where it begins on the paper, and which part of the recording it shows; seconds. */
  readonly at: number
  readonly from: number
  readonly to: number
}

export interface Paper {
  readonly rows: number
  /** Seconds from left to right. */
  readonly seconds: number
  readonly strips: readonly Strip[]
}

const GRIDS: Readonly<Record<EcgLayout, readonly (readonly Lead[])[]>> = {
  '3x4': [
    ['I', 'aVR', 'V1', 'V4'],
    ['II', 'aVL', 'V2', 'V5'],
    ['III', 'aVF', 'V3', 'V6'],
  ],
  '6x2': [
    ['I', 'V1'],
    ['II', 'V2'],
    ['III', 'V3'],
    ['aVR', 'V4'],
    ['aVL', 'V5'],
    ['aVF', 'V6'],
  ],
  '12x1': STANDARD.map((lead) => [lead]),
}

/** Are all twelve standard leads there? */
export const isTwelveLead = ({ channels }: Recording): boolean => {
  const there = new Set(channels.map(({ source }) => leadOf(source)))
  return STANDARD.every((lead) => there.has(lead))
}

/**
 * Lays the leads on paper: columns follow one another in time, as a recorder writes them. 3×4 has lead II for the whole
 * time below. What is no twelve-lead ECG stands channel below channel.
 */
export function paperOf(recording: Recording, layout: EcgLayout): Paper {
  const { channels, frequency } = recording
  const seconds = Math.max(...channels.map(({ values }) => values.length)) / frequency
  const whole = (channel: Channel, name: string, row: number): Strip => ({
    name,
    channel,
    row,
    at: 0,
    from: 0,
    to: seconds,
  })
  if (!isTwelveLead(recording))
    return {
      rows: channels.length,
      seconds,
      strips: channels.map((channel, row) => whole(channel, channel.source, row)),
    }
  const byLead = new Map(channels.map((channel) => [leadOf(channel.source), channel]))
  const grid = GRIDS[layout]
  const strips = grid.flatMap((leads, row) => {
    const part = seconds / leads.length
    return leads.flatMap((lead, column): Strip[] => {
      const channel = byLead.get(lead)
      if (!channel) return []
      return [{ name: lead, channel, row, at: column * part, from: column * part, to: (column + 1) * part }]
    })
  })
  const rhythm = layout === '3x4' ? byLead.get('II') : undefined
  return {
    rows: grid.length + (rhythm ? 1 : 0),
    seconds,
    strips: rhythm ? [...strips, whole(rhythm, 'II', grid.length)] : strips,
  }
}
