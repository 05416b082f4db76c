import { useQuery } from '@tanstack/react-query'
import { activityList } from '#contract/activity.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { commandQuery } from '#web/api/query.ts'

const WAITING = { 'filter.must_approve.equals': '1' }
const MOST = 100

/** The studies that wait for somebody to approve them, the latest first. */
export const waitingStudies = commandQuery(studyList, { ...WAITING, 'page.rows': MOST })

/** What waits in one account. */
export const waitingInAccount = (account_id: string) =>
  commandQuery(activityList, { account_id, strict_account_filter: 1, 'page.rows': MOST })

/** How many there are: the number beside the inbox. */
export const useWaitingCount = (): number => useQuery(commandQuery(studyCount, WAITING)).data?.count ?? 0
