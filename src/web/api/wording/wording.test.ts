import i18next from 'i18next'
import { expect, test } from 'vitest'
import { terminologyTags } from '#contract/terminology.ts'
import { answerCommands } from '#web/testing/server.ts'
import { readWords } from './wording.ts'

const answering = (values: Record<string, string>) =>
  answerCommands({ [terminologyTags.path]: { body: { values } } })
const title = () => i18next.t('delete.done', { ns: 'studies', count: 2 })

test('the words of an account are shown at once, and leave with it', async () => {
  const standing = title()
  answering({ 'word.study.other': 'exams' })
  await readWords('en', { account_id: 'a1' })
  expect(title()).toBe(standing.replace('studies', 'exams'))

  answering({ 'studies:delete.done_other': '{{count}} are gone' })
  await readWords('en', { account_id: 'a2' })
  expect(title()).toBe('2 are gone')

  answering({})
  await readWords('en', {})
  expect(title()).toBe(standing)
})

test('words of a language that is no longer shown change nothing', async () => {
  const standing = title()
  answering({ 'word.study.other': 'actes' })
  await readWords('fr', { account_id: 'a1' })
  expect([i18next.language, title()]).toEqual(['en', standing])
})
