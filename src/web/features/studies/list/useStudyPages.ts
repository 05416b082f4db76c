import { useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'
import { countOf, PAGE_ROWS, pageOfRow, type StudyListParams, studyPage } from '#web/api/study_list.ts'

/** How often a scroll is looked at. One that passes more than a page in that time is not read until it is slower. */
const LOOK_MS = 70

export interface StudyPages {
  /** Undefined until it is known. */
  count: number | undefined
  rowAt: (index: number) => StudyRecord | undefined
  /** A study as its page has it now, as far as that is on screen. */
  current: (study: StudyRecord) => StudyRecord
  /** Where a study stands, as far as its page is on screen. */
  indexOf: (uuid: string) => number | undefined
  onRange: (first: number, last: number) => void
  /** The last failure, while there is one. */
  error: Error | null
  /** When the oldest of what is shown was read; 0 while nothing was. */
  readAt: number
  again: () => void
}

interface ReadPage {
  /** From 1. */
  number: number
  rows: number
  more: boolean
}

/**
 * How long the list is, by what was counted and what was read. The server remembers slow counts for a minute; pages are
 * always as it is now, so that where they show more, or the end, they have the last word.
 */
export function knownCount(counted: number | undefined, pages: readonly ReadPage[]): number | undefined {
  if (counted === undefined) return undefined
  let count = counted
  for (const { number, rows, more } of pages) {
    const seen = (number - 1) * PAGE_ROWS + rows
    if (more) count = Math.max(count, seen + 1)
    else if (rows > 0 || number === 1) return seen
  }
  return count
}

/** The pages of the rows on screen, and the one that a scroll of so many rows comes to next. */
export function pagesFor(range: { first: number; last: number }, moved: number, end: number): number[] {
  const ahead = Math.sign(moved) * PAGE_ROWS
  const from = pageOfRow(Math.max(0, range.first + Math.min(0, ahead)))
  const to = Math.max(pageOfRow(range.last), pageOfRow(Math.min(end - 1, range.last + Math.max(0, ahead))))
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** Random access to a list of any length: the pages on screen are read, those passed by are not. */
export function useStudyPages(params: StudyListParams): StudyPages {
  const [pages, setPages] = useState<readonly number[]>([1])
  const look = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(look.current), [])

  const count = useQuery(countOf(params))
  const read = useQueries({ queries: pages.map((number) => studyPage(params, number)) })
  const byNumber = new Map(pages.map((number, index) => [number, read[index]]))

  const end = useRef(Number.POSITIVE_INFINITY)
  useEffect(() => {
    end.current = count.data?.count ?? Number.POSITIVE_INFINITY
  }, [count.data])
  const range = useRef({ first: 0, last: 0 })
  const seen = useRef(0)
  const onRange = useCallback((first: number, last: number) => {
    range.current = { first, last }
    const lookAgain = () => {
      const moved = range.current.first - seen.current
      seen.current = range.current.first
      look.current = Math.abs(moved) > PAGE_ROWS ? setTimeout(lookAgain, LOOK_MS) : undefined
      if (look.current !== undefined) return
      const next = pagesFor(range.current, moved, end.current)
      setPages((now) => (now.length === next.length && now[0] === next[0] ? now : next))
    }
    look.current ??= setTimeout(lookAgain, LOOK_MS)
  }, [])

  const failed = read.find(({ error }) => error)?.error ?? count.error
  const known = [count, ...read].map(({ dataUpdatedAt }) => dataUpdatedAt).filter((at) => at > 0)
  return {
    count: knownCount(
      count.data?.count,
      pages.flatMap((number) => {
        const data = byNumber.get(number)?.data
        return data ? [{ number, rows: data.studies.length, more: data.page.more === 1 }] : []
      }),
    ),
    rowAt: (index) => byNumber.get(pageOfRow(index))?.data?.studies[index % PAGE_ROWS],
    current: (study) =>
      read.flatMap(({ data }) => data?.studies ?? []).find(({ uuid }) => uuid === study.uuid) ?? study,
    indexOf(uuid) {
      for (const [number, page] of byNumber) {
        const place = page?.data?.studies.findIndex((study) => study.uuid === uuid) ?? -1
        if (place >= 0) return (number - 1) * PAGE_ROWS + place
      }
      return undefined
    },
    onRange,
    error: failed ?? null,
    readAt: known.length === 0 ? 0 : Math.min(...known),
    again() {
      void count.refetch()
      for (const page of read) void page.refetch()
    },
  }
}
