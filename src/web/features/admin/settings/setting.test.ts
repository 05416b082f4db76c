import { expect, test } from 'vitest'
import { ACCOUNT_SETTINGS } from '#contract/account_setting.ts'
import { faultOf, isSet, settingRows, shownText } from './setting.ts'

const names = (...args: Parameters<typeof settingRows>) => settingRows(...args).map(({ name }) => name)
const nothing = new Set<string>()

test('settings are found by words of their names, those in effect first', () => {
  const found = names('study status', 'all', {}, nothing)
  expect(found[0]).toBe('study_status_mutex_tags')
  expect(found).toContain('study_status_timer')
  expect(found.indexOf('study_status_tags')).toBeLessThan(found.indexOf('study_status_timer'))
  expect(names('', 'all', {}, nothing)).toHaveLength(Object.keys(ACCOUNT_SETTINGS).length)
})

test('what the account says, and what others say over it, can be shown alone', () => {
  expect(
    names('', 'set', { study_status_tags: 'A', enable_viewer_print: 1, invite_ttl: 5 }, nothing),
  ).toEqual(['invite_ttl', 'study_status_tags'])
  expect(names('', 'overridden', {}, new Set(['ui_json']))).toEqual(['ui_json'])
  expect(names('paypal', 'none', {}, nothing)).toEqual(['paypal_account'])
})

test('JSON and numbers are checked before they are sent', () => {
  const of = (name: string) => {
    const [row] = settingRows(name, 'all', {}, nothing)
    if (!row) throw new Error(name)
    return row
  }
  expect(faultOf(of('ui_json'), '{')).toBe('json')
  expect(faultOf(of('ui_json'), '{"a":1}')).toBeUndefined()
  expect(faultOf(of('invite_ttl'), 'soon')).toBe('number')
  expect(shownText(of('ui_json'), '{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(isSet(of('ui_json'), '')).toBe(false)
})
