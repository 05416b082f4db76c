import type { TFunction } from 'i18next'
import type { GuestRecord, ReleaseDelay } from '#contract/session.ts'

const HOUR = 60
const DAY = 24 * HOUR

/** `90` minutes in the unit that fits, and work hours beside it. */
function lengthText(minutes: number, work_hours: number, t: TFunction<'portal'>): string {
  const time =
    minutes % DAY === 0
      ? t('policy.days', { count: minutes / DAY })
      : minutes % HOUR === 0
        ? t('policy.hours', { count: minutes / HOUR })
        : t('policy.minutes', { count: minutes })
  const work = t('policy.workHours', { count: work_hours })
  if (work_hours === 0) return time
  return minutes === 0 ? work : t('policy.both', { time, work })
}

function delayText(
  what: 'images' | 'reports',
  { minutes, work_hours, at_most }: ReleaseDelay,
  t: TFunction<'portal'>,
): string {
  if (minutes === null) return t(`policy.${what}.never`)
  if (minutes === 0 && work_hours === 0) return t(`policy.${what}.atOnce`)
  const time = lengthText(minutes, work_hours, t)
  return at_most === 1 ? t(`policy.${what}.atMost`, { time }) : t(`policy.${what}.after`, { time })
}

/** When images and reports come in sight of a patient, one sentence each: what holds for most of them, then exceptions. */
export const releaseLines = (
  release: NonNullable<GuestRecord['release']>,
  t: TFunction<'portal'>,
): string[] =>
  (['images', 'reports'] as const).flatMap((what) =>
    release[what].map((delay) => {
      const text = delayText(what, delay, t)
      return delay.modality === null ? text : t('policy.of', { modality: delay.modality, text })
    }),
  )
