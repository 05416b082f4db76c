/** The settings of a reader that remember views: the studies looked at last, and how one was left. */

/** A phone has room for one picture: it remembers apart from larger screens, and changes nothing of theirs. */
const screen = (phone: boolean): string => (phone ? '.phone' : '')

export const viewListKey = (phone: boolean): string => `collimate.views${screen(phone)}`
export const viewKey = (phone: boolean, studyId: string): string =>
  `collimate.view${screen(phone)}.${studyId}`

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

/** The series that stood in the active viewport of a view that was kept. */
export function seriesOfView(kept: string | null | undefined): string | undefined {
  try {
    const view: unknown = JSON.parse(kept ?? 'null')
    const stack = at(at(at(view, 'cells'), String(at(view, 'active'))), 'stack')
    return typeof stack === 'string' ? stack.split('#')[0] : undefined
  } catch {
    return undefined
  }
}
