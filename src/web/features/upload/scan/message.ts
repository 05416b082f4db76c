import type { PickedFile, Root } from '../pick/walk.ts'
import type { FileHeader, NotDicom } from './header.ts'

/** What the scan found out about one file. */
export type Scanned = { path: string; file: File } & ({ header: FileHeader } | { reason: NotDicom })

/** To the worker: files to look at; nothing more comes when `last`. */
export interface ScanRequest {
  files: readonly PickedFile[]
  last: boolean
}

/** From the worker: files looked at; `read` of all files so far, those in archives counted as they are found. */
export interface ScanAnswer {
  scanned: readonly Scanned[]
  found: number
  done: boolean
}

/** What was picked, as far as it has been looked at. */
export interface Scan {
  roots: readonly Root[]
  /** Empty until all of it has been looked at. */
  scanned: readonly Scanned[]
  /** Files looked at so far. */
  read: number
  /** Files known so far. */
  found: number
  done: boolean
  failed: boolean
}
