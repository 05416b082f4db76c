import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { z } from 'zod'
import { accountSettings } from '#contract/account.ts'
import { commandQuery } from '#web/api/query.ts'
import { userNamespaces } from '#web/api/user.ts'

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
  const { data: held } = useQuery(userNamespaces)
  const place = held?.namespaces.find(({ uuid }) => uuid === namespace)
  const account_id = place?.account_id ?? undefined
  const ofAccount = useQuery({
    ...commandQuery(accountSettings, { account_id: account_id ?? '', settings: ['link_defaults'] }),
    enabled: account_id !== undefined,
  })
  const { data } = ofAccount
  return useMemo(() => {
    if (!held || (account_id && !data)) return undefined
    const settings: Record<string, unknown> = { ...data?.settings, ...place?.settings }
    return readLinkDefaults(settings.link_defaults)
  }, [held, account_id, data, place])
}
