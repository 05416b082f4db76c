import { useQuery } from '@tanstack/react-query'
import { activityList, activityListCount } from '#contract/activity.ts'
import { messageCount, messageList } from '#contract/message.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { type Live, useLive } from './live.ts'
import { userNamespaces } from './user.ts'

const ACTIVITIES: Live = {
  kind: 'activity',
  events: ['ACTIVITY'],
  reads: [activityList, activityListCount, messageList, messageCount, studyList, studyCount],
}

/** Reads the inbox and its count again when something waits, or is no longer waiting, where the reader may know of it. */
export function useLiveActivities(): void {
  const namespaces = useQuery(userNamespaces).data?.namespaces ?? []
  useLive(
    ACTIVITIES,
    namespaces.filter(({ permissions }) => permissions?.channel_activity === 1).map(({ uuid }) => uuid),
  )
}
