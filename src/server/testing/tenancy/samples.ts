/** What the objects of the account that strangers try are made with, and what they are tried with. */

export const UID = '1.2.826.0.1.42'

export const macro = { modality: 'CT', type: 'CT', name: 'Secret', body: { text: 'Secret' } }

export const template = { type: 'CT', name: 'Secret', body: '## Secret' }

export const scheduled = {
  modality: 'CT',
  scheduled_procedure_step_id: '1',
  requested_procedure_id: '1',
  requested_procedure_description: 'x',
  scheduled_station_aetitle: 'CT1',
  scheduled_procedure_step_start_date: '20260102',
  scheduled_procedure_step_start_time: '0900',
  scheduled_procedure_step_description: 'x',
}

export const ordered = {
  patientid: 'S1',
  patient_name: 'Secret^One',
  accession_number: 'A1',
  patient_sex: 'O',
  patient_birth_date: '19700101',
  referring_physician: 'X',
  sending_facility: 'X',
}

export const mark = { series_uid: '1.2', instance_uid: '1.3', frame_number: 1 }

export const masked = { object_type: 'Study', filter: {}, permissions_mask: { study_star: 0 } }
