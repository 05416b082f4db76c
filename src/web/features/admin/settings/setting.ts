import { ACCOUNT_SETTINGS, type AccountSetting } from '#contract/account_setting.ts'
import { type SettingEffect, settingEffect } from '#contract/account_setting_effect.ts'

export interface SettingRow extends AccountSetting {
  name: string
  effect: SettingEffect
}

/** Drops what the account says, so that the default counts. */
export const DELETE_VALUE = '__DELETE__'

/** Those that do something first; each part by name. */
const ORDER: readonly SettingEffect[] = ['works', 'passed', 'none']

const ROWS: readonly SettingRow[] = Object.entries<AccountSetting>(ACCOUNT_SETTINGS)
  .map(([name, setting]) => ({ ...setting, name, effect: settingEffect(name) }))
  .toSorted((a, b) => ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect) || a.name.localeCompare(b.name))

export const SHOWN = ['all', 'set', 'overridden', 'works', 'passed', 'none'] as const
export type Shown = (typeof SHOWN)[number]

/** Has the account a value of its own, other than the default? */
export const isSet = (row: SettingRow, value: unknown): boolean =>
  value !== undefined && (value ?? null) !== row.default && !(value === '' && row.default === null)

/** The settings whose name holds all words, as far as they are to be shown. */
export function settingRows(
  search: string,
  shown: Shown,
  values: Readonly<Record<string, unknown>>,
  overridden: ReadonlySet<string>,
): readonly SettingRow[] {
  const words = search
    .toLowerCase()
    .split(/[\s_]+/)
    .filter((word) => word !== '')
  return ROWS.filter((row) => {
    if (!words.every((word) => row.name.includes(word))) return false
    if (shown === 'all') return true
    if (shown === 'set') return isSet(row, values[row.name])
    if (shown === 'overridden') return overridden.has(row.name)
    return row.effect === shown
  })
}

/** Why a text is no value of the setting; nothing where it is one. */
export function faultOf({ type }: AccountSetting, text: string): 'json' | 'number' | undefined {
  if (text.trim() === '') return undefined
  if (type === 'number') return Number.isFinite(Number(text)) ? undefined : 'number'
  if (type !== 'json') return undefined
  try {
    JSON.parse(text)
    return undefined
  } catch {
    return 'json'
  }
}

/** JSON as it is edited: indented, as long as it is JSON. */
export function shownText({ type }: AccountSetting, value: unknown): string {
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : String(value)
  if (type !== 'json' || text === '') return text
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

/** Values that a screen does not show to whoever stands behind. */
export const isSecret = (name: string): boolean => /(_key|_secret|_password|_token)$/.test(name)
