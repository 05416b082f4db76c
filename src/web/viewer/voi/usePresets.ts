import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSetting } from '#web/api/setting.ts'
import { type OwnPresets, ownPresetsSchema, type Preset, presetsFor } from './presets.ts'

const STANDARD: OwnPresets = {}

/** The CT presets of this user, over those of the account, and how to change them. */
export function usePresets(account: OwnPresets = STANDARD) {
  const [own, setOwn] = useSetting('collimate.viewer.presets.CT', ownPresetsSchema, STANDARD)
  const presets = useMemo(() => presetsFor('CT', { ...account, ...own }), [account, own])
  return { own, presets, setOwn }
}

/** What a preset is called: by its reader, else in the reader's language. */
export function usePresetName(): (preset: Pick<Preset, 'id' | 'name'>) => string {
  const { t } = useTranslation('viewer')
  return useCallback(({ id, name }) => name ?? t(`preset.${id}`), [t])
}
