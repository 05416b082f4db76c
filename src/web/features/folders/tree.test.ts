import { expect, test } from 'vitest'
import type { FolderRecord } from '#contract/folder.ts'
import { pathOf, treeKey, treeRows } from './tree.ts'

const folder = (uuid: string, parent_id: string | null): FolderRecord => ({
  uuid,
  account_id: 'a',
  parent_id,
  name: uuid,
  description: null,
  owner_id: 'u',
  owner_name: 'U',
  may_edit: 1,
  may_download: 1,
  may_upload: 1,
  own: 1,
  is_shared: 0,
  study_count: 0,
  order_count: 0,
  total_count: 0,
  folder_count: 0,
  created: '',
  updated: '',
})
const FOLDERS = [folder('a', null), folder('a1', 'a'), folder('a2', 'a'), folder('b', null)]
const shown = (...open: string[]) => treeRows(FOLDERS, new Set(open))

test('a folder shows what is in it when it is open', () => {
  expect(shown().map((row) => [row.folder.uuid, row.level, row.inner])).toEqual([
    ['a', 1, true],
    ['b', 1, false],
  ])
  expect(shown('a').map((row) => row.folder.uuid)).toEqual(['a', 'a1', 'a2', 'b'])
})

test('the path of a folder leads upwards', () => {
  expect(pathOf(FOLDERS, 'a2').map(({ uuid }) => uuid)).toEqual(['a'])
  expect(pathOf(FOLDERS, 'b')).toEqual([])
})

test('keys open, close and walk the tree; above the first folder are all studies', () => {
  expect(treeKey(shown(), 0, 'ArrowRight')).toEqual({ toggle: 'a' })
  expect(treeKey(shown('a'), 0, 'ArrowRight')).toEqual({ to: 1 })
  expect(treeKey(shown('a'), 2, 'ArrowLeft')).toEqual({ to: 0 })
  expect(treeKey(shown('a'), 0, 'ArrowLeft')).toEqual({ toggle: 'a' })
  expect(treeKey(shown(), 0, 'ArrowUp')).toEqual({ to: -1 })
  expect(treeKey(shown(), 1, 'ArrowDown')).toEqual({ to: 1 })
  expect(treeKey(shown(), 0, 'x')).toBeUndefined()
})
