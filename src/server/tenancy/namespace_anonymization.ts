import { type Kysely, sql } from 'kysely'
import {
  ANONYMIZE_FIELD_TAGS,
  DEFAULT_INGRESS_TAGS,
  OTHER_INGRESS_TAGS,
} from '#contract/dicom/ingress_tags.ts'
import type { Database } from '../db/tables.ts'
import { hexTag, tagOfName } from '../dicom/dictionary.ts'
import { namespaceSettings } from './namespace_setting.ts'

/** The anonymisation that a namespace asks for, of its own or of a profile of its account. */

type Setting = (name: string) => unknown

/** The tags that OTHER_INGRESS_TAGS stands for, as DICOM JSON names them. */
export function otherIngressTags(setting: Setting): readonly string[] {
  const value = setting('other_ingress_tags')
  if (typeof value !== 'string' || value === '') return DEFAULT_INGRESS_TAGS
  try {
    const named: unknown = JSON.parse(value)
    if (!Array.isArray(named)) return DEFAULT_INGRESS_TAGS
    return named.flatMap((one) => {
      const tag = tagOfName(String(one).replaceAll(/[\s(),]/g, ''))
      return tag === undefined ? [] : [hexTag(tag)]
    })
  } catch {
    return DEFAULT_INGRESS_TAGS
  }
}

export interface NamespaceAnonymization {
  rules: Record<string, unknown>
  anonymization_id: string | null
  prompt_for_anonymize: boolean
  /** The uploader or gateway applies the rules, not the server. */
  atIngress: boolean
  setting: Setting
}

/** Nothing where the namespace is gone. */
export async function namespaceAnonymization(
  db: Kysely<Database>,
  uuid: string,
): Promise<NamespaceAnonymization | undefined> {
  const row = await db
    .selectFrom('namespace as n')
    .leftJoin('anonymization_profile as p', 'p.uuid', 'n.anonymization_id')
    .select(['n.anonymization_id', 'n.prompt_for_anonymize'])
    .select(sql<Record<string, unknown>>`coalesce(p.rules, n.anonymize)`.as('rules'))
    .where('n.uuid', '=', uuid)
    .where('n.deleted', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const setting = await namespaceSettings(db, uuid)
  return { ...row, atIngress: setting('anonymize_at_ingress') === 1, setting }
}

const written = (tag: string) => `(${tag.slice(0, 4)},${tag.slice(4)})`

/** The tags of the fields that rules name, for uploaders. */
export const ingressTagMap = (setting: Setting): Record<string, string | string[]> => ({
  ...Object.fromEntries(Object.entries(ANONYMIZE_FIELD_TAGS).map(([field, tag]) => [field, written(tag)])),
  [OTHER_INGRESS_TAGS]: otherIngressTags(setting).map(written),
})
