/** The settings of a reader that remember views: the studies looked at last, and how one was left. */

/** A phone has room for one picture: it remembers apart from larger screens, and changes nothing of theirs. */
const screen = (phone: boolean): string => (phone ? '.phone' : '')

export const viewListKey = (phone: boolean): string => `collimate.views${screen(phone)}`
export const viewKey = (phone: boolean, studyId: string): string =>
  `collimate.view${screen(phone)}.${studyId}`
