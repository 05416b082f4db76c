import type { TFunction } from 'i18next'
import { CommandError } from '#web/api/refusal.ts'

/** Why a change of the sign-in was refused, in words. */
export function refusedWords(t: TFunction<'admin'>, error: unknown): string {
  if (!(error instanceof CommandError)) return t('signin.refused.other')
  const detail = Array.isArray(error.error_subtype) ? error.error_subtype.join(', ') : error.error_subtype
  return t(`signin.refused.${error.error_type}`, t('signin.refused.other'), { detail: String(detail ?? '') })
}
