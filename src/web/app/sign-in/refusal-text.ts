import type { TFunction } from 'i18next'
import type { Command } from '#contract/command.ts'
import type { sessionLogin, sessionPin } from '#contract/session.ts'
import type { userPasswordLost, userPasswordReset } from '#contract/user.ts'
import { refusalOf } from '#web/api/call.ts'
import { ConnectionError } from '#web/api/refusal.ts'

type SignInCommand =
  | typeof sessionLogin
  | typeof sessionPin
  | typeof userPasswordLost
  | typeof userPasswordReset
type Token = SignInCommand['errors'][number]

/** Every token that signing in can be refused with has its own words. */
const KEYS: Record<Token, string> = {
  INVALID_CREDENTIALS: 'refusal.INVALID_CREDENTIALS',
  LOCKOUT: 'refusal.LOCKOUT',
  BAD_PASSWORD: 'refusal.BAD_PASSWORD',
  PASSWORD_RESET: 'refusal.PASSWORD_RESET',
  VALIDATION_FAILED: 'refusal.VALIDATION_FAILED',
  WHITELIST_LOCKOUT: 'refusal.WHITELIST_LOCKOUT',
  BLOCKED: 'refusal.BLOCKED',
  DISABLED: 'refusal.DISABLED',
  BRAND_NOT_ALLOWED: 'refusal.BRAND_NOT_ALLOWED',
  SSO_ONLY: 'refusal.SSO_ONLY',
  ONLY_ONE: 'refusal.VALIDATION_FAILED',
  PUBLIC_KEY_EXPIRED: 'refusal.PUBLIC_KEY_EXPIRED',
  INVALID_SID: 'refusal.INVALID_SID',
  INVALID_PIN: 'refusal.INVALID_PIN',
  PIN_EXPIRED: 'refusal.PIN_EXPIRED',
  INVALID_TOKEN: 'refusal.INVALID_TOKEN',
}

const isToken = (token: string): token is Token => token in KEYS

/** Why it was refused, in words. */
export function refusalText(t: TFunction<'app'>, command: Command, error: unknown): string {
  const token = refusalOf(command, error)
  if (token !== undefined && isToken(token)) return t(KEYS[token])
  return error instanceof ConnectionError ? t('refusal.connection') : t('refusal.other')
}
