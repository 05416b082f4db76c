import { sql } from 'kysely'
import { asFlag } from '#contract/value.ts'

/** What an account, a group and a location say of the namespace they own. */

export interface NamespaceFields {
  must_approve: boolean
  must_approve_upload: boolean
  must_approve_harvest: boolean
  must_approve_move: boolean
  must_approve_copy: boolean
  no_share: boolean
  share_code: string | null
  share_description: string | null
  share_settings: unknown
  share_via_gateway: boolean
  hl7_template: string | null
  search_threshold: number | null
}

/** For a select over `namespace n`. */
export const namespaceSelect = sql`n.must_approve, n.must_approve_upload, n.must_approve_harvest, n.must_approve_move,
  n.must_approve_copy, n.no_share, n.share_code::text, n.share_description, n.share_settings, n.share_via_gateway,
  n.hl7_template, n.search_threshold`

export const presentNamespaceFields = (row: NamespaceFields) => ({
  must_approve: asFlag(row.must_approve),
  must_approve_upload: asFlag(row.must_approve_upload),
  must_approve_harvest: asFlag(row.must_approve_harvest),
  must_approve_move: asFlag(row.must_approve_move),
  must_approve_copy: asFlag(row.must_approve_copy),
  no_share: asFlag(row.no_share),
  share_code: row.share_code,
  share_description: row.share_description,
  share_settings: row.share_settings,
  share_via_gateway: asFlag(row.share_via_gateway),
  hl7_template: row.hl7_template,
  search_threshold: row.search_threshold,
})

export interface NamespaceParams {
  must_approve?: 0 | 1 | undefined
  must_approve_upload?: 0 | 1 | undefined
  must_approve_harvest?: 0 | 1 | undefined
  must_approve_move?: 0 | 1 | undefined
  must_approve_copy?: 0 | 1 | undefined
  no_share?: 0 | 1 | undefined
  share_code?: string | undefined
  share_description?: string | undefined
  share_settings?: Record<string, unknown> | undefined
  share_via_gateway?: 0 | 1 | undefined
  hl7_template?: string | undefined
  search_threshold?: number | undefined
}

const asBoolean = (flag: 0 | 1 | undefined) => (flag === undefined ? undefined : flag === 1)

/** Columns of `namespace` from parameters; `undefined` is left alone. */
export function namespaceValues(params: NamespaceParams) {
  return {
    must_approve: asBoolean(params.must_approve),
    must_approve_upload: asBoolean(params.must_approve_upload),
    must_approve_harvest: asBoolean(params.must_approve_harvest),
    must_approve_move: asBoolean(params.must_approve_move),
    must_approve_copy: asBoolean(params.must_approve_copy),
    no_share: asBoolean(params.no_share),
    share_code: params.share_code === '' ? null : params.share_code,
    share_description: params.share_description,
    share_settings: params.share_settings === undefined ? undefined : JSON.stringify(params.share_settings),
    share_via_gateway: asBoolean(params.share_via_gateway),
    hl7_template: params.hl7_template,
    search_threshold: params.search_threshold,
  }
}
