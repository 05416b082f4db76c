import { namespaceCoverpage, namespaceCoverpagePreview } from '#contract/namespace.ts'
import { requireNamespaceAdmin } from '../../access/namespace_edit.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { coverImage } from '../../imaging/cover-image.ts'
import { coverPage, coverTemplates } from '../../study/coverpage.ts'

export const coverpage = handle(namespaceCoverpage, async ({ params, actor, services: { db }, refuse }) => {
  await requireNamespaceAdmin(db, actor, params.uuid, 'account_edit')
  const { coverpage } = params
  if (coverpage && !coverTemplates(coverpage)) throw refuse('INVALID_JSON', 'coverpage')
  return db.transaction().execute(async (tx) => {
    const namespace = await tx
      .selectFrom('namespace')
      .select(['coverpage', 'account_id', 'name'])
      .where('uuid', '=', params.uuid)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (coverpage === undefined) return { coverpage: namespace.coverpage ?? '' }
    const detail = changedFields(namespace, { coverpage: coverpage || null })
    if (detail) {
      await tx
        .updateTable('namespace')
        .set({ coverpage: coverpage || null })
        .where('uuid', '=', params.uuid)
        .execute()
      await recordAudit(tx, actor, {
        uuid: params.uuid,
        type: 'Namespace',
        action: 'EDIT',
        what: namespace.name,
        account_id: namespace.account_id,
        namespace_id: params.uuid,
        detail,
      })
    }
    return { coverpage }
  })
})

export const preview = handle(
  namespaceCoverpagePreview,
  async ({ params, actor, services: { db }, refuse }) => {
    await requireNamespaceAdmin(db, actor, params.uuid, 'account_edit')
    const templates = coverTemplates(params.coverpage)
    if (!templates) throw refuse('INVALID_JSON', 'coverpage')
    const fields = Object.entries(params.sample).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    const picture = await coverImage(coverPage(templates, new Map(fields)))
    return { picture: picture.toString('base64') }
  },
)
