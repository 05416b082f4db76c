import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'
import { settingHash } from '../tenancy/account_setting.ts'

/** An administrator's pattern runs on at most this much. */
const LONGEST = 1000

/** The fields whose values do not match the account's `study_field_validate`. */
export function unvalidatedFields(
  setting: unknown,
  values: Readonly<Record<string, unknown>>,
  approved: boolean,
): string[] {
  const rules = settingHash(setting)
  return STUDY_ATTRIBUTE_NAMES.filter((name) => {
    const rule = rules[name]
    const value = values[name]
    if (value === undefined || typeof rule !== 'object' || rule === null || !('validate' in rule))
      return false
    const text = typeof value === 'string' ? value : ''
    if (text === '' && !approved) return false
    try {
      return !new RegExp(String(rule.validate), 'u').test(text.slice(0, LONGEST))
    } catch {
      return false
    }
  })
}
