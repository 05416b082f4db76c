import { guid, guidList, maybeDate } from './check.ts'
import type { Callback } from './session.ts'
import { Uploads } from './uploads.ts'

type Texts = readonly string[]

/** Searching patient orders: the callback comes first, and filters may be left out from the end. */
export class Searches extends Uploads {
  GetPatientOrderList(
    callback: Callback,
    userUuid: string,
    institutionUuidList?: Texts,
    patientName?: string,
    accessionNumber?: string,
    patientId?: string,
    otherPatientId?: string,
    modalities?: Texts,
  ): void {
    this.ask(
      'GetPatientOrderList',
      { userUuid: [guid, userUuid], institutionUuidList: [guidList, institutionUuidList] },
      {
        UserUuid: userUuid,
        InstitutionUuidList: institutionUuidList,
        PatientName: patientName,
        AccessionNumber: accessionNumber,
        PatientId: patientId,
        OtherPatientId: otherPatientId,
        Modalities: modalities,
      },
      callback,
    )
  }

  GetPatientOrderListWithDateRange(
    callback: Callback,
    userUuid: string,
    institutionUuidList?: Texts,
    patientName?: string,
    accessionNumber?: string,
    patientId?: string,
    otherPatientId?: string,
    modalities?: Texts,
    startDate?: string,
    endDate?: string,
  ): void {
    this.ask(
      'GetPatientOrderListWithDateRange',
      {
        userUuid: [guid, userUuid],
        institutionUuidList: [guidList, institutionUuidList],
        startDate: [maybeDate, startDate],
        endDate: [maybeDate, endDate],
      },
      {
        UserUuid: userUuid,
        InstitutionUuidList: institutionUuidList,
        PatientName: patientName,
        AccessionNumber: accessionNumber,
        PatientId: patientId,
        OtherPatientId: otherPatientId,
        Modalities: modalities,
        StartDate: startDate,
        EndDate: endDate,
      },
      callback,
    )
  }

  GetPatientOrderListWithBirthdate(
    callback: Callback,
    userUuid: string,
    institutionUuidList?: Texts,
    patientName?: string,
    accessionNumber?: string,
    patientId?: string,
    otherPatientId?: string,
    modalities?: Texts,
    startBirthdate?: string,
    endBirthdate?: string,
  ): void {
    this.ask(
      'GetPatientOrderListWithBirthdate',
      {
        userUuid: [guid, userUuid],
        institutionUuidList: [guidList, institutionUuidList],
        startBirthdate: [maybeDate, startBirthdate],
        endBirthdate: [maybeDate, endBirthdate],
      },
      {
        UserUuid: userUuid,
        InstitutionUuidList: institutionUuidList,
        PatientName: patientName,
        AccessionNumber: accessionNumber,
        PatientId: patientId,
        OtherPatientId: otherPatientId,
        Modalities: modalities,
        StartBirthdate: startBirthdate,
        EndBirthdate: endBirthdate,
      },
      callback,
    )
  }

  GetPatientOrderListInFolder(callback: Callback, userUuid: string, folderUuid: string): void {
    this.ask(
      'GetPatientOrderListInFolder',
      { userUuid: [guid, userUuid], folderUuid: [guid, folderUuid] },
      { UserUuid: userUuid, FolderUuid: folderUuid },
      callback,
    )
  }
}
