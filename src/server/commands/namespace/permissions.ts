import { namespaceEngineFqdn, namespacePermissions } from '#contract/namespace.ts'
import { type NamespaceAccess, namespaceAccess } from '../../access/namespaces.ts'
import { findStudy, storageOfNamed, studyPermissions } from '../../access/study.ts'
import { comingBack } from '../../archive/state.ts'
import { type Call, handle } from '../../command.ts'
import { engineFqdn } from '../../study/present.ts'

async function accessOf({
  params,
  actor,
  services: { db },
}: Call<typeof namespacePermissions>): Promise<NamespaceAccess | undefined> {
  if (params.namespace_id) return namespaceAccess(db, actor, params.namespace_id)
  return (await findStudy(db, actor, params, ['study_view', 'study_upload'])).access
}

export const permissions = handle(namespacePermissions, async (call) => {
  const access = await accessOf(call)
  if (!access) throw call.refuse('NOT_FOUND')
  return studyPermissions(access)
})

/** There is one storage engine; who asks needs to know a namespace or a study by its uuids. */
export const engine = handle(namespaceEngineFqdn, async ({ params, services, refuse }) => {
  const { db, configuration } = services
  const study = params.namespace_id ? undefined : await storageOfNamed(db, params)
  if (!params.namespace_id && !study) throw refuse('NOT_FOUND')
  const storage_namespace = study?.storage_namespace ?? params.namespace_id ?? ''
  const namespace = await db
    .selectFrom('namespace')
    .select('uuid')
    .where('uuid', '=', storage_namespace)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!namespace) throw refuse('NOT_FOUND')
  if (study && (await comingBack(db, [study])).size > 0) throw refuse('PENDING_RESTORE')
  return {
    engine_fqdn: engineFqdn(services),
    engine_url: `${configuration.public_url}/api/v3/storage`,
    storage_namespace,
  }
})
