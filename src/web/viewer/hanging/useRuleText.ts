import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Rule } from './protocol.ts'

/** A rule in words: "Modality is CT". */
export function useRuleText(): (rule: Rule) => string {
  const { t } = useTranslation('hanging')
  return useCallback(
    ({ attribute, test, value }) =>
      t(`test.${test}`, {
        attribute: t(`attribute.${attribute}`),
        value: value.split('|').join(t('rule.or')),
      }),
    [t],
  )
}
