import { date, guid, guidList, int, maybeTime } from './check.ts'
import { Searches } from './searches.ts'
import type { Callback } from './session.ts'

type Texts = readonly string[]

/** The keys of `CreateOrderWithJSON`. */
const ORDER_KEYS = [
  'PatientName',
  'PatientID',
  'OtherPatientId',
  'PatientsBirthDate',
  'PatientSex',
  'OrderModality',
  'OrderAccessionNumber',
  'PerformedDatetime',
  'StudyDescription',
  'InstitutionNameInDicom',
  'RequestingPhysician',
  'ReferringPhysiciansName',
  'RequestedProcedureId',
  'RequestingProcedureDescription',
  'ScheduledEquipmentUuid',
  'Priority',
  'PatientHistory',
  'PatientComplaints',
  'PatientSymptom',
  'RequestingDepartment',
  'OrderNote1',
  'OrderNote2',
] as const

/** The keys of an object that somebody may give. */
export const chosen = (given: unknown, names: readonly string[]): Record<string, unknown> =>
  typeof given === 'object' && given !== null
    ? Object.fromEntries(
        Object.entries(given).filter(([name, value]) => names.includes(name) && Boolean(value)),
      )
    : {}

const sex = (value: unknown): string => (value === 'M' || value === 'F' || value === 'O' ? value : '')

/** Making and changing patient orders. */
export class Orders extends Searches {
  CreateOrderWithMinimumParameters(
    userUuid: string,
    institutionUuid: string,
    patientName: string,
    patientId: string,
    modality: string,
    studyDescription: string,
    orderDate: string,
    orderTime: string,
    callback: Callback,
  ): void {
    this.ask(
      'CreateOrder',
      {
        userUuid: [guid, userUuid],
        institutionUuid: [guid, institutionUuid],
        orderDate: [date, orderDate],
        orderTime: [maybeTime, orderTime],
      },
      {
        UserUuid: userUuid,
        InstitutionUuid: institutionUuid,
        PatientName: patientName,
        PatientID: patientId,
        OrderModality: modality,
        StudyDescription: studyDescription,
        PerformedDatetime: `${orderDate} ${orderTime ?? ''}`.trim(),
      },
      callback,
    )
  }

  CreateOrderWithFullParameters(
    userUuid: string,
    institutionUuid: string,
    patientName: string,
    patientId: string,
    patientOtherId: string,
    patientBirthdate: string,
    modality: string,
    studyDescription: string,
    accessionNumber: string,
    complaints: string,
    orderDate: string,
    orderTime: string,
    procedureId: string,
    procedureDescription: string,
    scheduledEquipmentUuid: string | readonly never[],
    callback: Callback,
  ): void {
    this.CreateOrderWithFullParameters2(
      userUuid,
      institutionUuid,
      patientName,
      patientId,
      patientOtherId,
      '',
      patientBirthdate,
      modality,
      studyDescription,
      accessionNumber,
      complaints,
      orderDate,
      orderTime,
      procedureId,
      procedureDescription,
      scheduledEquipmentUuid,
      '',
      callback,
    )
  }

  CreateOrderWithFullParameters2(
    userUuid: string,
    institutionUuid: string,
    patientName: string,
    patientId: string,
    patientOtherId: string,
    patientSex: string,
    patientBirthdate: string,
    modality: string,
    studyDescription: string,
    accessionNumber: string,
    complaints: string,
    orderDate: string,
    orderTime: string,
    procedureId: string,
    procedureDescription: string,
    scheduledEquipmentUuid: string | readonly never[],
    referringPhysiciansName: string,
    callback: Callback,
  ): void {
    this.ask(
      'CreateOrder',
      {
        userUuid: [guid, userUuid],
        institutionUuid: [guid, institutionUuid],
        patientBirthdate: [date, patientBirthdate],
        orderDate: [date, orderDate],
        orderTime: [maybeTime, orderTime],
      },
      {
        UserUuid: userUuid,
        InstitutionUuid: institutionUuid,
        PatientName: patientName,
        PatientID: patientId,
        OtherPatientId: patientOtherId,
        PatientSex: sex(patientSex),
        PatientsBirthDate: patientBirthdate,
        OrderModality: modality,
        StudyDescription: studyDescription,
        OrderAccessionNumber: accessionNumber,
        PatientComplaints: complaints,
        PerformedDatetime: `${orderDate} ${orderTime ?? ''}`.trim(),
        RequestedProcedureId: procedureId,
        RequestingProcedureDescription: procedureDescription,
        ScheduledEquipmentUuid: scheduledEquipmentUuid,
        ReferringPhysiciansName: referringPhysiciansName,
      },
      callback,
    )
  }

  CreateOrderWithJSON(
    userUuid: string,
    institutionUuid: string,
    jsonParameters: Readonly<Record<string, string>>,
    callback: Callback,
  ): void {
    this.ask(
      'CreateOrder',
      { userUuid: [guid, userUuid], institutionUuid: [guid, institutionUuid] },
      { ...chosen(jsonParameters, ORDER_KEYS), UserUuid: userUuid, InstitutionUuid: institutionUuid },
      callback,
    )
  }

  GetPatientOrderProperties(
    userUuid: string,
    patientOrderInstitutionUuid: string,
    patientOrderUuid: string,
    callback: Callback,
  ): void {
    this.#owned(
      'GetPatientOrderProperties',
      userUuid,
      patientOrderInstitutionUuid,
      patientOrderUuid,
      callback,
    )
  }

  DeleteOrder(
    userUuid: string,
    patientOrderInstitutionUuid: string,
    patientOrderUuid: string,
    callback: Callback,
  ): void {
    this.#owned('DeleteOrder', userUuid, patientOrderInstitutionUuid, patientOrderUuid, callback)
  }

  #owned(
    operation: string,
    userUuid: string,
    patientOrderInstitutionUuid: string,
    patientOrderUuid: string,
    callback: Callback,
  ): void {
    this.ask(
      operation,
      {
        userUuid: [guid, userUuid],
        patientOrderInstitutionUuid: [guid, patientOrderInstitutionUuid],
        patientOrderUuid: [guid, patientOrderUuid],
      },
      {
        UserUuid: userUuid,
        PatientOrderInstitutionUuid: patientOrderInstitutionUuid,
        PatientOrderUuid: patientOrderUuid,
      },
      callback,
    )
  }

  CreateOrderGroup(
    userUuid: string,
    patientOrderInstitutionUuid: string,
    patientOrderUuidList: Texts,
    callback: Callback,
  ): void {
    this.#grouped(
      'CreateOrderGroup',
      userUuid,
      patientOrderInstitutionUuid,
      undefined,
      patientOrderUuidList,
      callback,
    )
  }

  AddOrdersToOrderGroup(
    userUuid: string,
    patientOrderInstitutionUuid: string,
    connectedGroupUuid: string,
    patientOrderUuidList: Texts,
    callback: Callback,
  ): void {
    this.#grouped(
      'AddOrdersToOrderGroup',
      userUuid,
      patientOrderInstitutionUuid,
      connectedGroupUuid,
      patientOrderUuidList,
      callback,
    )
  }

  RemoveOrdersFromGroup(
    userUuid: string,
    patientOrderInstitutionUuid: string,
    patientOrderUuidList: Texts,
    callback: Callback,
  ): void {
    this.#grouped(
      'RemoveOrdersFromGroup',
      userUuid,
      patientOrderInstitutionUuid,
      undefined,
      patientOrderUuidList,
      callback,
    )
  }

  #grouped(
    operation: string,
    userUuid: string,
    patientOrderInstitutionUuid: string,
    connectedGroupUuid: string | undefined,
    patientOrderUuidList: Texts,
    callback: Callback,
  ): void {
    this.ask(
      operation,
      {
        userUuid: [guid, userUuid],
        patientOrderInstitutionUuid: [guid, patientOrderInstitutionUuid],
        ...(operation === 'AddOrdersToOrderGroup' ? { connectedGroupUuid: [guid, connectedGroupUuid] } : {}),
        patientOrderUuidList: [guidList, patientOrderUuidList],
      },
      {
        UserUuid: userUuid,
        PatientOrderInstitutionUuid: patientOrderInstitutionUuid,
        ConnectedGroupUuid: connectedGroupUuid,
        PatientOrderUuidList: patientOrderUuidList,
      },
      callback,
    )
  }

  AssignPatientOrderToLocation(
    userUuid: string,
    patientOrderUuid: string,
    institutionUuid: string,
    callback: Callback,
  ): void {
    this.ask(
      'AssignPatientOrderToLocation',
      {
        userUuid: [guid, userUuid],
        patientOrderUuid: [guid, patientOrderUuid],
        institutionUuid: [guid, institutionUuid],
      },
      { UserUuid: userUuid, PatientOrderUuid: patientOrderUuid, InstitutionUuid: institutionUuid },
      callback,
    )
  }

  /** A `flagId` of 0 takes the flag of the group away. */
  SetFlagToPatientOrder(
    userUuid: string,
    patientOrderUuid: string,
    groupId: number | string,
    flagId: number | string,
    callback: Callback,
  ): void {
    this.ask(
      'SetFlagToPatientOrder',
      {
        userUuid: [guid, userUuid],
        patientOrderUuid: [guid, patientOrderUuid],
        groupId: [int, groupId],
        flagId: [int, flagId],
      },
      { UserUuid: userUuid, PatientOrderUuid: patientOrderUuid, GroupId: groupId, FlagId: flagId },
      callback,
    )
  }
}
