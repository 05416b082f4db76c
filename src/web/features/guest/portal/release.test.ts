import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import portal from './locales/en.json' with { type: 'json' }
import { releaseLines } from './release.ts'

const i18n = createInstance()
await i18n.init({ lng: 'en', resources: { en: { portal } }, ns: ['portal'], defaultNS: 'portal' })
const t = i18n.getFixedT('en', 'portal')
const delay = (
  minutes: number | null,
  work_hours = 0,
  modality: string | null = null,
  at_most: 0 | 1 = 0,
) => ({
  modality,
  minutes,
  work_hours,
  at_most,
})

test('a patient reads when images and reports come, in the unit that fits', () => {
  expect(releaseLines({ images: [delay(0)], reports: [delay(0)] }, t)).toEqual([
    'You see images as soon as they have arrived.',
    'Reports follow once they are signed.',
  ])
  expect(
    releaseLines(
      {
        images: [delay(60), delay(2880, 0, 'MG')],
        reports: [delay(90, 8), delay(0, 1, 'US'), delay(null, 0, 'XA')],
      },
      t,
    ),
  ).toEqual([
    'You see images 1 hour after they have arrived.',
    'MG: You see images 2 days after they have arrived.',
    'Reports follow 90 minutes and 8 working hours after they are signed.',
    'US: Reports follow 1 working hour after they are signed.',
    'XA: Reports are not shown here.',
  ])
  expect(releaseLines({ images: [delay(120, 0, null, 1)], reports: [delay(0)] }, t)[0]).toBe(
    'You see images 2 hours after they have arrived at the latest; some come earlier.',
  )
})
