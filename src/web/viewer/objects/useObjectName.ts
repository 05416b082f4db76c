import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { textOf } from '../data/dicomJson.ts'
import { ObjectTag } from '../data/objectTag.ts'
import type { OtherObject } from '../stacks/stack.ts'
import { kindOf } from './kind.ts'

const MODALITIES = new Set(['RTPLAN', 'REG', 'FID', 'RWV', 'RTRECORD', 'AU'])

/** Content Label and Description of presentation states, segmentations and registrations. */
const OWN_NAMES = [ObjectTag.DocumentTitle, '00700081', '00700080', '30060002'] as const

/** What an object is and what it is called. */
export function useObjectName(): (object: OtherObject) => { kind: string; name: string } {
  const { t } = useTranslation('objects')
  return useCallback(
    ({ dataset, Modality, SeriesDescription }) => {
      const known = kindOf(dataset)
      const kind =
        known === 'other' && MODALITIES.has(Modality) ? t(`modality.${Modality}`) : t(`kind.${known}`)
      const own = OWN_NAMES.map((tag) => textOf(dataset, tag)).find((text) => text !== undefined)
      return { kind, name: own ?? (SeriesDescription || kind) }
    },
    [t],
  )
}
