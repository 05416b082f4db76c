import { createContext, useContext } from 'react'
import type { OpenedStudy } from './opened.ts'
import type { Session } from './session.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

/** The open study; only under ViewerPage. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('No study is open')
  return session
}

export const OpenedContext = createContext<OpenedStudy | undefined>(undefined)

/** The study that a part of the page is about: the one that is read, or a prior. */
export function useOpened(): OpenedStudy {
  const session = useSession()
  const { studies } = session.opened.get()
  const opened = useContext(OpenedContext) ?? studies[0]
  if (!opened) throw new Error('No study is open')
  return opened
}
