import { radreportLock, radreportUnlock } from '#contract/radreport.ts'
import { findRadreport } from '../../access/radreport.ts'
import { handle } from '../../command.ts'
import { dropLock, takeLock } from '../../radreport/lock.ts'

/** Where the account does not lock reports, nobody does. */
export const lock = handle(radreportLock, async ({ params, actor, services: { db }, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const { report } = await findRadreport(tx, actor, params.uuid, 'radreport_edit')
    if (!report.locking) throw refuse('NOT_PERMITTED')
    await takeLock(tx, actor, report)
  })
  return {}
})

export const unlock = handle(radreportUnlock, async ({ params, actor, services: { db }, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const { report } = await findRadreport(tx, actor, params.uuid, 'radreport_edit')
    if (!report.locking) throw refuse('NOT_PERMITTED')
    await dropLock(tx, actor, report)
  })
  return {}
})
