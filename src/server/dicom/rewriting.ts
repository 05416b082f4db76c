import { tag } from './dictionary.ts'

/** What changes in every data set of a file that is written anew, at every depth. */
export interface Rewriting {
  /** UIDs by those whose place they take, wherever a value of VR UI names one. */
  uids?: ReadonlyMap<string, string>
  /** Attributes that lose their value; of a sequence its items. */
  blank?: ReadonlySet<number>
  /** Leaves private attributes out. */
  dropPrivate?: boolean
}

/**
 * Who the patient is, who else is named and where and when it was: the attributes of PS3.15 table E.1-1 that are found in
 * the patient, study, series and equipment modules. What is burned into pixels stays.
 */
export const IDENTIFYING: ReadonlySet<number> = new Set(
  [
    'AccessionNumber',
    'AcquisitionDate',
    'AcquisitionDateTime',
    'AcquisitionTime',
    'AdditionalPatientHistory',
    'AdmittingDate',
    'AdmittingDiagnosesDescription',
    'AdmittingTime',
    'Allergies',
    'ContentDate',
    'ContentTime',
    'CountryOfResidence',
    'CurrentPatientLocation',
    'DeviceSerialNumber',
    'EthnicGroup',
    'InstanceCreationDate',
    'InstanceCreationTime',
    'InstitutionAddress',
    'InstitutionalDepartmentName',
    'InstitutionName',
    'InsurancePlanIdentification',
    'IssuerOfPatientID',
    'MedicalAlerts',
    'MedicalRecordLocator',
    'MilitaryRank',
    'NameOfPhysiciansReadingStudy',
    'Occupation',
    'OperatorsName',
    'OtherPatientIDs',
    'OtherPatientIDsSequence',
    'OtherPatientNames',
    'PatientAddress',
    'PatientAge',
    'PatientBirthDate',
    'PatientBirthName',
    'PatientBirthTime',
    'PatientComments',
    'PatientID',
    'PatientInstitutionResidence',
    'PatientInsurancePlanCodeSequence',
    'PatientMotherBirthName',
    'PatientName',
    'PatientReligiousPreference',
    'PatientSex',
    'PatientSize',
    'PatientState',
    'PatientTelephoneNumbers',
    'PatientWeight',
    'PerformedProcedureStepDescription',
    'PerformedProcedureStepID',
    'PerformedProcedureStepStartDate',
    'PerformedProcedureStepStartTime',
    'PerformingPhysicianName',
    'PhysiciansOfRecord',
    'PregnancyStatus',
    'ReferencedPatientSequence',
    'ReferringPhysicianAddress',
    'ReferringPhysicianIdentificationSequence',
    'ReferringPhysicianName',
    'ReferringPhysicianTelephoneNumbers',
    'RegionOfResidence',
    'RequestAttributesSequence',
    'RequestedProcedureDescription',
    'RequestingPhysician',
    'RequestingService',
    'ResponsibleOrganization',
    'ResponsiblePerson',
    'ScheduledProcedureStepDescription',
    'SeriesDate',
    'SeriesTime',
    'SmokingStatus',
    'SpecialNeeds',
    'StationName',
    'StudyComments',
    'StudyDate',
    'StudyDescription',
    'StudyID',
    'StudyTime',
    'TimezoneOffsetFromUTC',
  ].map(tag),
)
