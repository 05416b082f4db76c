/** The attributes that uploads replace, as `x` and group and element in hexadecimal. */
export const DicomTagsEnum = Object.freeze({
  PatientName: 'x00100010',
  PatientId: 'x00100020',
  OtherPatientId: 'x00101000',
  OtherPatientName: 'x00101001',
  StudyDescription: 'x00081030',
  ReferringPhysicianName: 'x00080090',
  InstitutionName: 'x00080080',
  InstitutionAddress: 'x00080081',
  AccessionNumber: 'x00080050',
  StudyDate: 'x00080020',
} as const)

export interface Replacement {
  Tag: string
  Value: string
}
