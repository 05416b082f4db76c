import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { MAILED_EVENT_KINDS } from '#contract/event.ts'

test('people may choose just the events that something tells of', async () => {
  const root = new URL('../', import.meta.url)
  const told = new Set<string>()
  for (const name of await readdir(root, { recursive: true })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    const source = await readFile(new URL(name, root), 'utf8')
    if (!/notifyNamespace\(|notifyOfStudy\(/.test(source)) continue
    for (const [kind] of source.matchAll(/\bevent_[a-z_]+/g)) told.add(kind)
  }
  expect([...told].sort()).toEqual([...MAILED_EVENT_KINDS].sort())
})
