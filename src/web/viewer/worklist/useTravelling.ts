import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { queryClient } from '#web/api/query.ts'
import { countOf, pageOfRow, type StudyPlace, studyPage, studyPlaceOf } from '#web/api/study_list.ts'
import { useToast } from '#web/ui/Toast.tsx'
import type { Travel } from './context.ts'
import { indexIn, type ListedStudy, neighbourPatient, neighbourStudy } from './walk.ts'

/**
 * Where the open study stands in the worklist and the ways to its neighbours. The address is replaced, so that the way
 * back leads to the worklist however far the reader went.
 */
export function useTravelling(uuid: string, open: ListedStudy | undefined): Travel {
  const { t } = useTranslation('viewer')
  const toast = useToast()
  const navigate = useNavigate()
  const { state } = useLocation()
  const place = useMemo(() => studyPlaceOf(state), [state])
  const { list = {}, index = 0 } = place ?? {}
  const known = place !== undefined
  const count = useQuery({ ...countOf(list), enabled: known }).data?.count
  const page = useQuery({ ...studyPage(list, pageOfRow(index)), enabled: known }).data
  const here = page && indexIn(page.studies, pageOfRow(index), uuid)

  const latest = useRef<{ uuid: string; open: ListedStudy | undefined; place: StudyPlace | undefined }>({
    uuid,
    open,
    place,
  })
  const say = useRef({ navigate, toast, t })
  useEffect(() => {
    latest.current = { uuid, open, place }
  }, [uuid, open, place])
  useEffect(() => {
    say.current = { navigate, toast, t }
  }, [navigate, toast, t])

  const left = useRef(false)
  useEffect(() => {
    left.current = false
    return () => {
      left.current = true
    }
  }, [])

  // One after the other, each from where the one before it led: three quick presses are three studies.
  const way = useRef(Promise.resolve())
  const go = useCallback<Travel['go']>((by, step) => {
    const move = async () => {
      const from = latest.current
      if (!from.place || left.current) return
      const { list: params, index: at } = from.place
      const read = async (number: number) => (await queryClient.fetchQuery(studyPage(params, number))).studies
      const row = await (by === 'study'
        ? neighbourStudy(read, at, from.uuid, step)
        : neighbourPatient(read, at, from.uuid, step, from.open))
      if (!row || left.current) return
      const next: StudyPlace = { list: params, index: row.index }
      latest.current = { uuid: row.study.uuid, open: row.study, place: next }
      await say.current.navigate(`/studies/${row.study.uuid}/view`, { replace: true, state: next })
    }
    way.current = way.current.then(move).catch(() => {
      if (!left.current) say.current.toast({ kind: 'bad', text: say.current.t('place.failed') })
    })
  }, [])

  const next = useCallback<Travel['next']>(async () => {
    const { place: from, uuid: at } = latest.current
    if (!from) return undefined
    const read = async (number: number) =>
      (await queryClient.fetchQuery(studyPage(from.list, number))).studies
    return (await neighbourStudy(read, from.index, at, 1))?.study
  }, [])

  return useMemo(
    () => ({ place: known ? { index: here ?? index, count } : undefined, go, next }),
    [known, here, index, count, go, next],
  )
}
