import { z } from 'zod'
import { MIN_WIDTH, type Window } from './window.ts'

/** A named window. Keys, menus and what a reader saves refer to it by `id`, never by its place in a list. */
export interface Preset extends Window {
  readonly id: string
  readonly digit: string
  /** What the reader calls it; absent for the standard name in the reader's language. */
  readonly name?: string | undefined
}

const CT: readonly Preset[] = [
  { id: 'soft-tissue', digit: '1', width: 400, center: 40 },
  { id: 'lung', digit: '2', width: 1500, center: -600 },
  { id: 'bone', digit: '3', width: 2500, center: 480 },
  { id: 'brain', digit: '4', width: 80, center: 40 },
  { id: 'mediastinum', digit: '5', width: 400, center: 40 },
  { id: 'liver', digit: '6', width: 150, center: 90 },
  { id: 'stroke', digit: '7', width: 40, center: 40 },
  { id: 'angio', digit: '8', width: 380, center: 120 },
]

/** What fits the 16 bits of a CT value, in HU. */
export const PRESET_LIMITS = {
  width: { least: MIN_WIDTH, most: 65_536 },
  center: { least: -32_768, most: 65_535 },
} as const

export const NAME_LENGTH = 40

const { width, center } = PRESET_LIMITS

/** What a reader changed, by the preset's `id`. */
export const ownPresetsSchema = z.record(
  z.string(),
  z.object({
    name: z.string().trim().min(1).max(NAME_LENGTH).optional(),
    width: z.number().min(width.least).max(width.most),
    center: z.number().min(center.least).max(center.most),
  }),
)
export type OwnPresets = Readonly<z.output<typeof ownPresetsSchema>>

/**
 * The presets of a modality, changed as the reader has them. Only CT values mean the same on every scanner; other
 * modalities have the file's windows and the full range.
 */
export const presetsFor = (Modality: string, own: OwnPresets = {}): readonly Preset[] =>
  Modality === 'CT' ? CT.map((preset) => ({ ...preset, ...own[preset.id] })) : []

/** Under which an account's `viewer3_config` keeps windows for everybody. */
export const ACCOUNT_PRESETS = 'presets'

/** The CT windows of an account's configuration; what does not fit the form is left out. */
export function presetsIn(config: unknown): OwnPresets {
  const { data } = z.object({ [ACCOUNT_PRESETS]: z.object({ CT: ownPresetsSchema }) }).safeParse(config)
  return data?.[ACCOUNT_PRESETS].CT ?? {}
}

/** What is worth saving of a list of presets: those that differ from what everybody has. */
export function ownPresetsOf(presets: readonly Preset[], account: OwnPresets = {}): OwnPresets {
  const everybody = presetsFor('CT', account)
  const changed = presets.filter(({ id, name, width, center }) => {
    const given = everybody.find((candidate) => candidate.id === id)
    return given && (name !== given.name || width !== given.width || center !== given.center)
  })
  return Object.fromEntries(
    changed.map(({ id, name, width, center }) => [
      id,
      { width, center, ...(name === undefined ? {} : { name }) },
    ]),
  )
}
