import { createHmac } from 'node:crypto'
import { z } from 'zod'

/**
 * Viewers of other makers that an account names (`external_viewer`). Of the products that the document lists the ways in
 * are not public; what is served is `type` `url`: an address with `{study_uid}`, `{study_id}`, `{user_id}`, `{expires}` and
 * `{signature}` in it, the HMAC-SHA256 of `study_uid|user_id|expires` under `secret`, in hexadecimal. Nothing of the patient
 * stands in it.
 */

const externalViewer = z.object({
  tag: z.string(),
  type: z.string(),
  url: z.string().default(''),
  secret: z.string().default(''),
  /** Names and values in turn. */
  other_params: z.array(z.union([z.string(), z.number()])).default([]),
})
export type ExternalViewer = z.output<typeof externalViewer>

const MINUTES = 10

/** Those that the setting describes whole; one hash or a list of them. */
export function externalViewers(setting: unknown): ExternalViewer[] {
  if (typeof setting !== 'string' || setting === '') return []
  try {
    const parsed: unknown = JSON.parse(setting)
    return (Array.isArray(parsed) ? parsed : [parsed]).flatMap((one) => {
      const viewer = externalViewer.safeParse(one)
      return viewer.success ? [viewer.data] : []
    })
  } catch {
    return []
  }
}

/** The one that is asked for, else the account's default, else its first. */
export const chosenViewer = (
  viewers: readonly ExternalViewer[],
  wanted: string | undefined,
  standard: unknown,
): ExternalViewer | undefined =>
  wanted
    ? viewers.find(({ tag }) => tag === wanted)
    : (viewers.find(({ tag }) => tag === standard) ?? viewers[0])

/** Can an address be made for it? */
export const isUsable = ({ type, url }: ExternalViewer): boolean =>
  type === 'url' && /^https?:\/\//i.test(url) && URL.canParse(url.replaceAll(/\{\w+\}/g, '0'))

/** Where the viewer opens a study, for ten minutes where it asks for a signature; nothing where that is not known. */
export function viewerAddress(
  viewer: ExternalViewer,
  of: { study_uid: string; study_id: string; user_id: string },
): string | undefined {
  if (!isUsable(viewer)) return undefined
  const expires = String(Math.floor(Date.now() / 1000) + MINUTES * 60)
  const signature = createHmac('sha256', viewer.secret)
    .update([of.study_uid, of.user_id, expires].join('|'))
    .digest('hex')
  const values = new Map(Object.entries({ ...of, expires, signature }))
  const url = new URL(
    viewer.url.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
      encodeURIComponent(values.get(name) ?? whole),
    ),
  )
  for (let n = 0; n + 1 < viewer.other_params.length; n += 2)
    url.searchParams.append(String(viewer.other_params[n]), String(viewer.other_params[n + 1]))
  return url.href
}
