import { useQuery } from '@tanstack/react-query'
import type { StudyRecord } from '#contract/study/record.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Assignments } from './Assignments.tsx'
import { Connected } from './Connected.tsx'
import { Flags } from './Flags.tsx'

/** The account that a study belongs to: of its own namespace, or the only one that the reader has. */
function useAccountOf({ phi_namespace }: StudyRecord): string | undefined {
  const { data } = useQuery(userNamespaces)
  const namespaces = data?.namespaces ?? []
  const own = namespaces.find(({ uuid }) => uuid === phi_namespace)
  if (!own || own.type === 'user_id') return undefined
  const accounts = namespaces.filter(({ type }) => type === 'account_id')
  if (own.type === 'account_id') return own.type_uuid
  return accounts.length === 1 ? accounts[0]?.type_uuid : undefined
}

/** Who is to work on a study, and how it is flagged: in the worklist's pane. */
export function StudyWork({ study }: { study: StudyRecord }) {
  const { uuid, permissions } = study
  const account_id = useAccountOf(study)
  if (!account_id) return null
  return (
    <div className="flex flex-col gap-3 border-line border-b px-4 py-3 empty:hidden">
      <Assignments account_id={account_id} named={{ study_id: uuid }} edits={permissions.study_share !== 0} />
      <Connected account_id={account_id} named={{ study_id: uuid }} edits={permissions.study_edit !== 0} />
      <Flags account_id={account_id} named={{ study_id: uuid }} edits={permissions.study_tag !== 0} />
    </div>
  )
}
