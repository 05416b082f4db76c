import { useQuery } from '@tanstack/react-query'
import { userNamespaces } from './user.ts'

/** An account in which the user sees objects of a kind. */
export interface AccountPlace {
  uuid: string
  name: string
  /** The rights of the user's role there. */
  may: (permission: string) => boolean
}

/** The accounts in which the user's role has a permission, by name. */
export function useAccountsWith(permission: string): readonly AccountPlace[] {
  const { data } = useQuery(userNamespaces)
  return (data?.namespaces ?? [])
    .filter(({ type, permissions }) => type === 'account_id' && permissions[permission] === 1)
    .map(({ type_uuid, name, permissions }) => ({
      uuid: type_uuid,
      name,
      may: (right) => permissions[right] === 1,
    }))
}
