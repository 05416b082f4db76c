import { z } from 'zod'

const flag = z.union([z.literal(0), z.literal(1)])

/** What a new link starts with where its place says so (`link_defaults`): parameters of `/link/add`. */
const linkDefaults = z.object({
  minutes_alive: z.coerce.number().int().positive().optional(),
  include_priors: flag.optional(),
  inherit_permissions: flag.optional(),
  acceptance_required: flag.optional(),
  max_hits: z.coerce.number().int().positive().optional(),
  password_max_attempts: z.coerce.number().int().positive().optional(),
  skip_email_prompt: flag.optional(),
  pin_auth: flag.optional(),
  notify: z.string().optional(),
  viewer: z.string().optional(),
})
export type LinkDefaults = z.output<typeof linkDefaults>

/** Nothing of a text that is no JSON object of such parameters. */
export function readLinkDefaults(text: unknown): LinkDefaults {
  if (typeof text !== 'string' || text === '') return {}
  try {
    return linkDefaults.parse(JSON.parse(text))
  } catch {
    return {}
  }
}

/** The choices of how long a link lives, in days; `never` for one that does not end. */
export const LINK_ENDS = ['1', '7', '30', '90', 'never'] as const
export type LinkEnds = (typeof LINK_ENDS)[number]
export const DAY_MINUTES = 1440

/** Minutes as the longest choice that is no longer; the standing choice where nothing is said. */
export function endsOf(minutes_alive: number | undefined, standing: LinkEnds): LinkEnds {
  if (minutes_alive === undefined) return standing
  const fitting = LINK_ENDS.filter((ends) => ends !== 'never' && Number(ends) * DAY_MINUTES <= minutes_alive)
  return fitting.at(-1) ?? '1'
}
