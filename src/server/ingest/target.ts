import type { Actor } from '../access/actor.ts'

/** Where images go and on whose behalf. */
export interface IngestTarget {
  account_id: string | null
  storage_namespace: string
  actor: Actor
  /**
   * `make`: the study appears in services by itself (DICOMweb, DIMSE). `fill`: only where `/study/add` has made the
   * record (storage API).
   */
  record: 'make' | 'fill'
  /** Takes images of this study only. */
  study_uid?: string | undefined
  /** Made by this server out of what it has: stored as it is, whatever is asked of uploads. */
  asIs?: true
}
