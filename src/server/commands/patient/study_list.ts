import { sql } from 'kysely'
import { patientStudyList } from '#contract/patient.ts'
import { inScope, studyScope } from '../../access/study.ts'
import { handle } from '../../command.ts'
import { findObject } from '../../object.ts'
import { patient } from '../../patient/patient.ts'
import { presentStudies } from '../../study/present.ts'

const MOST = 1000

/** The studies of a patient, the latest first: those that the caller sees, whether or not only those are asked for. */
export default handle(patientStudyList, async ({ params, actor, services }) => {
  const { db } = services
  const { row } = await findObject(patient, db, actor, params.uuid, patient.view)
  const scope = await studyScope(db, actor)
  const studies = await db
    .selectFrom('study as s')
    .selectAll('s')
    .where('s.account_id', '=', row.account_id)
    .where(sql<boolean>`lower(s.patientid) = lower(${row.mrn})`)
    .where(inScope(scope, 's'))
    .orderBy('s.created', 'desc')
    .limit(MOST)
    .execute()
  const shown = await presentStudies(services, actor, studies, {
    extra: false,
    customfield_h: false,
    permissions_diff: false,
  })
  return { studies: shown }
})
