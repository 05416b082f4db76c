import type { StudyRecord } from '#contract/study/record.ts'

type Placed = Pick<StudyRecord, 'study_uid' | 'storage_namespace' | 'phi_namespace'>

/**
 * Studies that are in several places once each, in their order: for who reads them, where they lie does not matter.
 * What stands in the place that stores it comes before what was shared from there.
 */
export function oneOfEach<Study extends Placed>(studies: readonly Study[]): Study[] {
  const chosen = new Map<string, Study>()
  for (const study of studies) {
    const { study_uid, storage_namespace, phi_namespace } = study
    const key = `${storage_namespace} ${study_uid}`
    if (!chosen.has(key) || phi_namespace === storage_namespace) chosen.set(key, study)
  }
  return [...chosen.values()]
}
