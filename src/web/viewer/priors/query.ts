/** More earlier studies than a reader goes through. */
const MOST = 60

/** The studies of a patient, newest first, as `/study/list` is asked for them. */
export const priorsQuery = (patientid: string) => ({
  'filter.patientid.equals': patientid,
  sort_by: 'study_date-desc',
  'page.rows': MOST,
})
