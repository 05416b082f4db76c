import { accountListRequestable } from '#contract/account.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import { handle } from '../../command.ts'
import { requestableAccounts } from '../../tenancy/requestable.ts'

export default handle(accountListRequestable, async ({ params, actor, services: { db } }) => {
  const place = await requireNamespace(db, actor, params.namespace_id, 'study_request_edit')
  const accounts = place.account_id ? await requestableAccounts(db, place.account_id) : []
  return { accounts: accounts.map(({ uuid, name }) => ({ uuid, name })) }
})
