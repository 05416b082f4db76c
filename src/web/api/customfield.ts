import { useQuery } from '@tanstack/react-query'
import { type CustomfieldValue, customfieldList, customfieldSearch } from '#contract/customfield.ts'
import { call } from './call.ts'
import { commandQuery } from './query.ts'

/** What a custom field of the type `search` finds by a text. */
export async function searchCustomfield(uuid: string, search: string): Promise<readonly string[]> {
  const { results } = await call(customfieldSearch, { uuid, search })
  return results.filter((result) => typeof result === 'string')
}

/** The custom fields of an object in an account: with the values that it has, or without any for a new one. */
export function useCustomfieldsOf(
  account_id: string,
  object: string,
  kept: readonly CustomfieldValue[] | undefined,
): readonly CustomfieldValue[] {
  const { data } = useQuery({
    ...commandQuery(customfieldList, { account_id, 'filter.object.equals': object, 'page.rows': 1000 }),
    enabled: kept === undefined,
  })
  return kept ?? data?.customfields.map((field) => ({ ...field, value: null })) ?? []
}
