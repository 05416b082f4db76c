import { z } from 'zod'
import { studyCount, studyList } from '#contract/study/list.ts'
import { commandQuery } from './query.ts'

/** Lists of studies page by page, and the place of a study in the list that it was opened from. */

/** Rows of one request. */
export const PAGE_ROWS = 100

export type StudyListParams = Record<`filter.${string}`, string> & { filter_id?: string; sort_by?: string }

/** One page of the list, counted from 1. */
export const studyPage = (params: StudyListParams, number: number, rows = PAGE_ROWS) =>
  commandQuery(studyList, { ...params, 'page.rows': rows, 'page.number': number })

/** The page, counted from 1, that has a row, counted from 0. */
export const pageOfRow = (index: number): number => Math.floor(index / PAGE_ROWS) + 1

const withoutOrder = ({ sort_by: _, ...filters }: StudyListParams) => filters

/** How many studies a list has. */
export const countOf = (params: StudyListParams) => commandQuery(studyCount, withoutOrder(params))

const studyPlace = z.object({ list: z.record(z.string(), z.string()), index: z.int().min(0) })

/** A row of a list, counted from 0: what the worklist hands to the viewer in the router's navigation state. */
export interface StudyPlace {
  readonly list: StudyListParams
  readonly index: number
}

/** The place in a navigation state; undefined where the page was opened by its address alone. */
export function studyPlaceOf(state: unknown): StudyPlace | undefined {
  const read = studyPlace.safeParse(state)
  return read.success ? read.data : undefined
}
