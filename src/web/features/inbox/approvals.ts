import { useQuery } from '@tanstack/react-query'
import { accountList } from '#contract/account.ts'
import { activityList } from '#contract/activity.ts'
import { studyCount } from '#contract/study/list.ts'
import { commandQuery } from '#web/api/query.ts'
import { useJoinCount } from './joins.ts'
import { useRequestCount } from './requests.ts'
import { useUnreadCount } from './unread.ts'

export const WAITING = { 'filter.must_approve.equals': '1' }
const MOST = 100

/** The accounts that the reader belongs to. */
export const accountsOfReader = commandQuery(accountList, { permissions: 1, 'page.rows': MOST })

/** What waits in one account. */
export const waitingInAccount = (account_id: string) =>
  commandQuery(activityList, {
    account_id,
    strict_account_filter: 1,
    'filter.type.equals': 'STUDY_APPROVE',
    'page.rows': MOST,
  })

/** How many studies and requests wait, and messages that are not read: the number beside the inbox. */
export function useWaitingCount(): number {
  const studies = useQuery(commandQuery(studyCount, WAITING)).data?.count ?? 0
  const accounts = useQuery(accountsOfReader).data?.accounts ?? []
  const requests = useRequestCount(
    accounts
      .filter(({ permissions }) => permissions?.study_request_view_inbound === 1)
      .map(({ uuid }) => uuid),
  )
  const joins = useJoinCount(
    accounts.filter(({ permissions }) => permissions?.account_user_edit === 1).map(({ uuid }) => uuid),
  )
  return studies + requests + joins + useUnreadCount()
}
