import { ACCOUNT_SETTINGS, type AccountSetting, isAccountSetting } from '#contract/account_setting.ts'
import { Refusal } from '../refusal.ts'

/** Values of the account settings: their types, their defaults and the levels that may override them. */

export type SettingLevel = 'u' | 'n' | 'g' | 'r'

const NO_OVERRIDE: Record<SettingLevel, string> = {
  u: 'NO_USER_OVERRIDE',
  n: 'NO_NAMESPACE_OVERRIDE',
  g: 'NO_NODE_OVERRIDE',
  r: 'NO_ROLE_OVERRIDE',
}

/** Drops an override. */
export const DELETE_VALUE = '__DELETE__'

const isJson = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A value as it is stored, or `undefined` where it does not fit the setting's type. */
function valueFor(setting: AccountSetting, value: unknown): unknown {
  switch (setting.type) {
    case 'flag':
      if (value === 1 || value === '1' || value === true) return 1
      if (value === 0 || value === '0' || value === false || value === '') return 0
      return undefined
    case 'number': {
      if (value === '' || value === null) return null
      const number = Number(value)
      return Number.isFinite(number) && typeof value !== 'object' ? number : undefined
    }
    case 'json':
      if (typeof value === 'string') return value === '' || isJson(value) ? value : undefined
      return JSON.stringify(value)
    default:
      if (typeof value === 'string') return value
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
  }
}

/**
 * Checks a partial hash of settings for a level (the account itself without one). Answers what to store and what to
 * drop. INVALID_SETTING, INVALID_SETTING_VALUE and NO_*_OVERRIDE name the setting.
 */
export function parseSettings(
  hash: Readonly<Record<string, unknown>>,
  level?: SettingLevel,
): { set: Record<string, unknown>; drop: string[] } {
  const set: Record<string, unknown> = {}
  const drop: string[] = []
  for (const [name, value] of Object.entries(hash)) {
    if (!isAccountSetting(name)) throw new Refusal('INVALID_SETTING', name)
    const setting: AccountSetting = ACCOUNT_SETTINGS[name]
    if (level && !setting.override.includes(level)) throw new Refusal(NO_OVERRIDE[level], name)
    if (value === DELETE_VALUE) {
      drop.push(name)
      continue
    }
    const fitting = valueFor(setting, value)
    if (fitting === undefined) throw new Refusal('INVALID_SETTING_VALUE', name)
    set[name] = fitting
  }
  return { set, drop }
}

/** `setting_{NAME}` parameters beside a `settings` hash. */
export function settingParameters(
  hash: Readonly<Record<string, unknown>> | undefined,
  raw: ReadonlyMap<string, string>,
  prefix = 'setting_',
): Record<string, unknown> {
  const single = [...raw]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value])
  return { ...hash, ...Object.fromEntries(single) }
}

/** Stored settings after a partial change. */
export function applySettings(
  stored: Readonly<Record<string, unknown>>,
  change: { set: Readonly<Record<string, unknown>>; drop: readonly string[] },
): Record<string, unknown> {
  const next: Record<string, unknown> = { ...stored, ...change.set }
  for (const name of change.drop) delete next[name]
  return next
}

type Stored = Readonly<Record<string, unknown>>

export interface SettingLevels {
  account: Stored
  namespace?: Stored | undefined
  role?: Stored | undefined
  user?: Stored | undefined
  node?: Stored | undefined
}

/** The one place where a setting is resolved: a node's own before user before role before namespace before account before its default. */
export function resolveSetting(name: string, levels: SettingLevels): unknown {
  if (!isAccountSetting(name)) return undefined
  const setting: AccountSetting = ACCOUNT_SETTINGS[name]
  const order: [SettingLevel, Stored | undefined][] = [
    ['g', levels.node],
    ['u', levels.user],
    ['r', levels.role],
    ['n', levels.namespace],
  ]
  for (const [level, stored] of order) {
    if (stored && setting.override.includes(level) && stored[name] !== undefined) return stored[name]
  }
  return levels.account[name] ?? setting.default
}

/** Every setting, resolved. `open`: only those that may be read without a session. */
export function resolveSettings(
  levels: SettingLevels,
  only?: readonly string[],
  open = false,
): Record<string, unknown> {
  const names = Object.entries<AccountSetting>(ACCOUNT_SETTINGS).filter(
    ([name, setting]) => (!only || only.includes(name)) && (!open || setting.open),
  )
  return Object.fromEntries(names.map(([name]) => [name, resolveSetting(name, levels)]))
}

/** A comma separated setting. */
export const settingList = (value: unknown): string[] =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
    : []

/** A JSON setting's list of texts; empty when it is unset or broken. */
export function settingTexts(value: unknown): string[] {
  let list = value
  if (typeof value === 'string') {
    try {
      list = JSON.parse(value)
    } catch {
      return []
    }
  }
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : []
}

/** A JSON setting's hash; empty when it is unset or broken. */
export function settingHash(value: unknown): Record<string, unknown> {
  if (typeof value !== 'string' || value === '') return {}
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? Object.fromEntries(Object.entries(parsed))
      : {}
  } catch {
    return {}
  }
}
