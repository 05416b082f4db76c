import { expect, test } from 'vitest'
import { PERMISSIONS } from '#contract/permission.ts'
import { parentOf, permissionSections, words } from './sections.ts'

test('every flag stands in one section', () => {
  const all = permissionSections('').flatMap(({ permissions }) => permissions)
  expect(all.toSorted()).toEqual([...PERMISSIONS].toSorted())
})

test('a search finds flags by all of its words', () => {
  const found = permissionSections('share email')
  expect(found).toEqual([{ name: 'study', permissions: ['study_report_share_email', 'study_share_email'] }])
  expect(permissionSections('nothing of the kind')).toEqual([])
})

test('a sub-flag names its parent, and flags read as words', () => {
  expect(parentOf('study_share_email')).toBe('study_share')
  expect(words('study_share_email')).toBe('Study share email')
})
