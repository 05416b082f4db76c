import { useMemo } from 'react'
import { z } from 'zod'
import { usePlaceSettings } from '#web/api/place_setting.ts'

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

/** The defaults of a namespace, of its own before its account's; undefined while they are read. */
export function useLinkDefaults(namespace: string | undefined): LinkDefaults | undefined {
  const settings = usePlaceSettings(namespace, 'link_defaults')
  return useMemo(() => settings && readLinkDefaults(settings.link_defaults), [settings])
}
