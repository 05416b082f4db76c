/**
 * What a page that opens a study would have to ask for, one answer after the other, before it can ask for images: the
 * server writes it into the page as JSON, in an element of this id.
 */
export const OPENING_ID = 'opening'

/** Addresses that open images: the reader's and the guest's. */
const VIEWER = /^\/(?:studies\/([^/]+)\/view|guest\/study\/([^/]+))\/?$/

/** The uuid of the study that a page of this path opens; undefined where it opens none. */
export function openedStudy(pathname: string): string | undefined {
  const [, reader, guest] = VIEWER.exec(pathname) ?? []
  return reader ?? guest
}

export interface Opening {
  readonly phi_namespace: string
  readonly study_uid: string
  /** What a search for the series of the study would tell of each. */
  readonly series: readonly OpeningSeries[]
  /** How the reader left the study: on a desk, and on a phone (`viewKey`). */
  readonly views: Readonly<Record<string, string>>
}

/** The order of series: by their numbers, those without one last. */
export const bySeriesNumber = (
  one: Pick<OpeningSeries, 'SeriesInstanceUID' | 'SeriesNumber'>,
  other: Pick<OpeningSeries, 'SeriesInstanceUID' | 'SeriesNumber'>,
): number =>
  (one.SeriesNumber ?? Number.MAX_SAFE_INTEGER) - (other.SeriesNumber ?? Number.MAX_SAFE_INTEGER) ||
  one.SeriesInstanceUID.localeCompare(other.SeriesInstanceUID, 'en', { numeric: true })

export interface OpeningSeries {
  readonly SeriesInstanceUID: string
  readonly SeriesNumber: number | null | undefined
  readonly Modality: string
  readonly instances: number
}
