import { expect, test } from 'vitest'
import { ACCOUNT_SETTINGS } from '#contract/account_setting.ts'
import { PERMISSIONS } from '#contract/permission.ts'
import { applySettings, parseSettings, resolveSetting, resolveSettings } from './account_setting.ts'

const refusal = (run: () => unknown) => {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}

test('all 370 settings and 209 plain permission flags are known, our three of folders and what v3 names beside its tables', () => {
  expect(Object.keys(ACCOUNT_SETTINGS)).toHaveLength(372)
  // Ten study fields and three JSON configurations are kept apart, `setting_{NAME}` is a family.
  expect(PERMISSIONS).toHaveLength(212)
})

test('values are checked by their type, an override only where the setting allows it', () => {
  expect(parseSettings({ allow_phr_upload: '1', study_status_tags: 'A,B' }).set).toEqual({
    allow_phr_upload: 1,
    study_status_tags: 'A,B',
  })
  expect(refusal(() => parseSettings({ nothing: 1 }))).toMatchObject({
    error_type: 'INVALID_SETTING',
    error_subtype: 'nothing',
  })
  expect(refusal(() => parseSettings({ allow_phr_upload: 'perhaps' }))).toMatchObject({
    error_type: 'INVALID_SETTING_VALUE',
  })
  expect(refusal(() => parseSettings({ study_status_tags_rules: '{' }))).toMatchObject({
    error_type: 'INVALID_SETTING_VALUE',
  })
  expect(refusal(() => parseSettings({ allow_phr_upload: 1 }, 'r'))).toMatchObject({
    error_type: 'NO_ROLE_OVERRIDE',
  })
  expect(refusal(() => parseSettings({ allow_phr_upload: 1 }, 'u'))).toMatchObject({
    error_type: 'NO_USER_OVERRIDE',
  })
})

test('__DELETE__ drops a value, and what is set nowhere has its default', () => {
  const stored = applySettings({ allow_phr_upload: 1 }, parseSettings({ allow_phr_upload: '__DELETE__' }))
  expect(stored).toEqual({})
  expect(resolveSetting('allow_phr_upload', { account: stored })).toBe(0)
})

test('the nearest level that may override wins', () => {
  const levels = {
    account: { study_field_validate: 'a' },
    namespace: { study_field_validate: 'n' },
    user: { study_field_validate: 'u' },
  }
  expect(resolveSetting('study_field_validate', levels)).toBe('n')
})

test('without a session only the open settings are answered', () => {
  const open = Object.keys(resolveSettings({ account: {} }, undefined, true))
  expect(open).toContain('login_json')
  expect(open).not.toContain('study_status_tags')
})
