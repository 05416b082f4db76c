import { type ViewState, viewStateSchema } from '../state/viewState.ts'

/**
 * A link to exactly this view: the study's address with the view behind `#`, which browsers keep to themselves. It names
 * study, series and images by their identifiers, and nobody.
 */

const MARK = '#view='

const toBase64Url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const fromBase64Url = (text: string): string =>
  new TextDecoder().decode(
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0)),
  )

export const linkTo = (studyId: string, state: ViewState, origin: string): string =>
  `${origin}/studies/${studyId}/view${MARK}${toBase64Url(JSON.stringify(state))}`

/** The view that a link leads to; undefined for a link without, and for one that is none of ours. */
export function viewIn(hash: string): ViewState | undefined {
  if (!hash.startsWith(MARK)) return undefined
  try {
    return viewStateSchema.safeParse(JSON.parse(fromBase64Url(hash.slice(MARK.length)))).data
  } catch {
    return undefined
  }
}
