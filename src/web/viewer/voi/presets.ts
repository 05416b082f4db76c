import type { Window } from './window.ts'

/** A named window. Keys and menus refer to it by `id`, never by its place in a list. */
export interface Preset extends Window {
  readonly id: string
  readonly digit: string
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

/** Only CT values mean the same on every scanner; other modalities have the file's windows and the full range. */
export const presetsFor = (Modality: string): readonly Preset[] => (Modality === 'CT' ? CT : [])
