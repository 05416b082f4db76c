import { createContext, useContext } from 'react'
import type { Session } from './session.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

/** The open study; only under ViewerPage. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('No study is open')
  return session
}
