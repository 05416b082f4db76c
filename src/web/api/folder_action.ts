import { createContext, useContext } from 'react'

/** What can be done with studies and folders, where the application has folders around this. */
export interface FolderActions {
  /** Asks for a folder and puts the studies into it. */
  add: (studies: readonly string[]) => void
  /** Takes them out of the folder that is shown. */
  remove?: (studies: readonly string[]) => Promise<unknown>
}

export const FolderAction = createContext<FolderActions | undefined>(undefined)
export const useFolderActions = () => useContext(FolderAction)

/** The kind of data that dragged studies are: their uuids, as a JSON list. */
export const DRAGGED_STUDIES = 'application/x-collimate-studies'
