import { sql } from 'kysely'
import type { LinkRecord } from '#contract/link.ts'
import { asFlag } from '#contract/value.ts'
import type { LinkRow } from '../access/link_reach.ts'
import type { Configuration } from '../configuration.ts'
import type { LinkStudy } from './study_of_link.ts'

export interface NamedLink extends LinkRow {
  namespace_name: string | null
  user_name: string | null
  folder_name: string | null
}

/** A link with the names of what it leads to; the table's alias is `l`. */
export const linkSelect = sql`l.*, (select n.name from namespace n where n.uuid = l.namespace_id) as namespace_name,
  (select u.name from "user" u where u.uuid = l.user_id) as user_name,
  (select f.name from folder f where f.uuid = l.folder_id) as folder_name`

type Place = Pick<Configuration, 'public_url'>

/** Where a person opens a link, and the address that goes straight on. */
export const linkAddresses = (
  { public_url }: Place,
  uuid: string,
): { url: string; redirect_url: string } => ({
  url: `${public_url}/link/${uuid}`,
  redirect_url: `${public_url}/api/v3/link/redirect?uuid=${uuid}`,
})

/** `studies`: those that links lead to, as far as whoever asks sees them. */
export const presentLink = (
  place: Place,
  link: NamedLink,
  studies: ReadonlyMap<string, LinkStudy>,
): LinkRecord => ({
  uuid: link.uuid,
  short_id: link.short_id,
  ...linkAddresses(place, link.uuid),
  description: link.description,
  email: link.email,
  mobile_phone: link.mobile_phone,
  message: link.message,
  share_on_view: asFlag(link.share_on_view),
  notify: link.notify,
  study_id: link.study_id,
  filter: link.filter,
  user_id: link.user_id,
  account_id: link.account_id,
  action: link.action,
  has_password: asFlag(link.password_hash !== null || link.password_is_dob),
  password_is_dob: asFlag(link.password_is_dob),
  skip_email_prompt: asFlag(link.skip_email_prompt),
  pin_auth: asFlag(link.pin_auth),
  password_max_attempts: link.password_max_attempts,
  is_meeting: asFlag(link.meeting_id !== null),
  max_hits: link.max_hits,
  include_priors: asFlag(link.include_priors),
  minutes_alive: link.minutes_alive,
  namespace_id: link.namespace_id,
  namespace_name: link.namespace_name,
  folder_id: link.folder_id,
  folder_name: link.folder_name,
  title: link.title,
  download: asFlag(link.download),
  use_share_code: asFlag(link.use_share_code),
  share_code: link.share_code,
  parameters: link.parameters,
  anonymize: link.anonymize,
  prompt_for_anonymize: asFlag(link.prompt_for_anonymize),
  referer: link.referer,
  acceptance_required: asFlag(link.acceptance_required),
  mfm_page: asFlag(link.mfm_page),
  charge_amount: link.charge_amount,
  charge_currency: link.charge_currency,
  charge_description: link.charge_description,
  upload_match: link.upload_match,
  upload_study_customfields: link.upload_study_customfields,
  created: link.created,
  workflow: link.workflow,
  ui_json: link.ui_json,
  inherit_permissions: asFlag(link.inherit_permissions),
  viewer: link.viewer,
  hits: link.hits,
  last_used: link.last_used,
  expires: link.expires,
  user_name: link.user_name,
  study: (link.study_id === null ? undefined : studies.get(link.study_id)) ?? null,
})
