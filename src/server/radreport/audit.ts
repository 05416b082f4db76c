import type { RadreportRow } from '../access/radreport.ts'
import type { StudyRow } from '../access/study.ts'
import { auditOf } from '../study/change.ts'

/** Who and where an audit row about a report says. */
export const auditOfReport = (study: StudyRow, { uuid, type }: Pick<RadreportRow, 'uuid' | 'type'>) => ({
  ...auditOf(study),
  uuid,
  type: 'Radreport',
  detail: { study_id: study.uuid, report: type },
})
