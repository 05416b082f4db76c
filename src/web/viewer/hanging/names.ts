import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScopedProtocol, Stage } from './protocol.ts'
import { STANDARD } from './standard.ts'

/** What protocols and stages are called: by who made them, or in the reader's language. */
export function useHangingNames() {
  const { t } = useTranslation('hanging')
  const protocolName = useCallback(
    ({ id, name, scope }: Pick<ScopedProtocol, 'id' | 'name' | 'scope'>) =>
      scope === 'standard' ? t(`protocol.${id}`) : name,
    [t],
  )
  const stageName = useCallback(
    ({ scope }: Pick<ScopedProtocol, 'scope'>, { name }: Stage, index: number) =>
      scope === 'standard' ? t(`stage.${name}`) : name || t('stage.numbered', { number: index + 1 }),
    [t],
  )
  return { protocolName, stageName }
}

/** Texts that the standard protocols need, for the test that they are there. */
export const STANDARD_NAMES = {
  protocols: STANDARD.map(({ id }) => id),
  stages: [...new Set(STANDARD.flatMap(({ stages }) => stages.map(({ name }) => name)))],
}
