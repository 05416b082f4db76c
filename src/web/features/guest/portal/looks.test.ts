import { expect, test } from 'vitest'
import { looksOf } from './looks.ts'

const study = { uuid: 's1', study_description: 'CT' }
const event = (who: string, when: string, action: string) => ({ event: { who, when, action }, study })

test('using a link and opening its study is one look', () => {
  const looks = looksOf([
    event('Hale', '2026-11-29T19:24:05Z', 'LINK_USED'),
    event('Hale', '2026-11-29T19:24:06Z', 'STUDY_VIEW'),
    event('Varga', '2026-11-29T19:24:06Z', 'STUDY_VIEW'),
    event('Hale', '2026-11-29T19:26:00Z', 'STUDY_VIEW'),
  ])
  expect(looks).toEqual([
    { who: 'Hale', study, when: '2026-11-29T19:26:00Z', by_link: false },
    { who: 'Hale', study, when: '2026-11-29T19:24:06Z', by_link: true },
    { who: 'Varga', study, when: '2026-11-29T19:24:06Z', by_link: false },
  ])
})
