/** The actions that open another study of the worklist. */
export const TRAVEL_ACTIONS = [
  { id: 'previousStudy', by: 'study', step: -1 },
  { id: 'nextStudy', by: 'study', step: 1 },
  { id: 'previousPatient', by: 'patient', step: -1 },
  { id: 'nextPatient', by: 'patient', step: 1 },
] as const
