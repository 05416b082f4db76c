import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import { studyAudit } from '#contract/study/edit.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { isUuid } from '#contract/value.ts'
import { call } from '#web/api/call.ts'
import { useShareStudies } from '#web/api/share_action.ts'
import { useUser } from '#web/api/user.ts'
import { useKeymap } from './habits/useKeymap.ts'
import { useViewerSettings } from './layout/settings.ts'
import { viewIn } from './output/viewLink.ts'
import { PHONE } from './phone.ts'
import { SessionContext } from './state/context.ts'
import { createSession } from './state/createSession.ts'
import type { Session } from './state/session.ts'
import { useMediaQuery } from './useMediaQuery.ts'
import { Viewer } from './Viewer.tsx'
import { usePresets } from './voi/usePresets.ts'
import { bringBeginning } from './worklist/bringNext.ts'
import { useTravel } from './worklist/context.ts'

/** Opens a study: its session begins and ends with this component. */
export function OpenStudy({ study }: { study: StudyRecord }) {
  const user = useUser()
  const [search] = useSearchParams()
  const { preferences, startingGrid } = useViewerSettings()
  const { own: ownPresets } = usePresets()
  useKeymap()
  const { go: travel, next } = useTravel()
  const share = useShareStudies()
  const phone = useMediaQuery(PHONE)
  const [session, setSession] = useState<Session>()

  // A study is opened once, with what was set and linked at that moment; later changes reach it by themselves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const link = {
      series: search.get('series') ?? undefined,
      image: search.get('image') ?? undefined,
      beside: (search.get('with') ?? '').split(',').filter(isUuid),
    }
    const opened = createSession({
      study,
      reader: { uuid: user.uuid, name: user.name ?? user.email ?? '' },
      link,
      preferences,
      travel,
      view: viewIn(window.location.hash),
      share: share && study.permissions.study_share !== 0 ? () => share([study]) : undefined,
      start: { grid: startingGrid },
    })
    setSession(opened)
    void opened.begin(link.series)
    // Refused or unreachable, it must not keep a reader from the images; the server writes its own row for each read.
    const view = { uuid: study.uuid, action: 'STUDY_VIEW', detail: 'viewer' } as const
    void opened.first.over.then(() => call(studyAudit, view)).catch(() => undefined)
    return () => {
      setSession(undefined)
      opened.stop()
    }
  }, [study.uuid])

  // One finger scrolls: a hand has no wheel.
  useEffect(
    () =>
      session?.setPreferences(phone ? { ...preferences, mouseSet: 'scroll', byModality: {} } : preferences),
    [session, preferences, phone],
  )

  useEffect(() => session?.setPresets(ownPresets), [session, ownPresets])

  // What the reader opens next is there before they do.
  useEffect(() => {
    if (!session) return
    const leaving = new AbortController()
    const stop = session.prefetch.onIdle(() => {
      stop()
      next()
        .then((study) => study && bringBeginning(study, session.preferences().suvType, leaving.signal))
        .catch(() => undefined)
    })
    return () => {
      stop()
      leaving.abort()
    }
  }, [session, next])

  if (!session) return null
  return (
    <SessionContext value={session}>
      <Viewer />
    </SessionContext>
  )
}
