import { type Check, date, guid, guidList, maybeGuid } from './check.ts'
import { chosen, Orders } from './orders.ts'
import type { Callback } from './session.ts'

type Texts = readonly string[]

/** Folders, assignments, viewer links and what there is in an account. */
export class Folders extends Orders {
  CreateFolder(userUuid: string, parentFolderUuid: string, folderName: string, callback: Callback): void {
    this.CreateFolderWithDescription(userUuid, parentFolderUuid, folderName, '', callback)
  }

  CreateFolderWithDescription(
    userUuid: string,
    parentFolderUuid: string,
    folderName: string,
    folderDescription: string,
    callback: Callback,
  ): void {
    this.ask(
      'CreateFolder',
      { userUuid: [guid, userUuid], parentFolderUuid: [maybeGuid, parentFolderUuid] },
      {
        UserUuid: userUuid,
        ParentFolderUuid: parentFolderUuid,
        FolderName: folderName,
        FolderDescription: folderDescription,
      },
      callback,
    )
  }

  GetFolderList(
    userUuid: string,
    parentFolderUuid: string,
    folderName: string,
    getOrdersInFolder: boolean,
    callback: Callback,
  ): void {
    this.ask(
      'GetFolderList',
      { userUuid: [guid, userUuid], parentFolderUuid: [maybeGuid, parentFolderUuid] },
      {
        UserUuid: userUuid,
        ParentFolderUuid: parentFolderUuid,
        FolderName: folderName,
        GetOrdersInFolder: getOrdersInFolder,
      },
      callback,
    )
  }

  DeleteFolder(userUuid: string, folderUuid: string, callback: Callback): void {
    this.#folder('DeleteFolder', userUuid, folderUuid, callback)
  }

  #folder(operation: string, userUuid: string, folderUuid: string, callback: Callback): void {
    this.ask(
      operation,
      { userUuid: [guid, userUuid], folderUuid: [guid, folderUuid] },
      { UserUuid: userUuid, FolderUuid: folderUuid },
      callback,
    )
  }

  UpdateFolderWithJSON(
    userUuid: string,
    folderUuid: string,
    jsonParameters: Readonly<{ FolderName?: string; FolderDescription?: string }>,
    callback: Callback,
  ): void {
    this.ask(
      'UpdateFolder',
      { userUuid: [guid, userUuid], folderUuid: [guid, folderUuid] },
      {
        ...chosen(jsonParameters, ['FolderName', 'FolderDescription']),
        UserUuid: userUuid,
        FolderUuid: folderUuid,
      },
      callback,
    )
  }

  AddOrderToFolder(
    userUuid: string,
    patientOrderInstitutionUuid: string,
    patientOrderUuid: string,
    folderUuidList: Texts,
    callback: Callback,
  ): void {
    this.ask(
      'AddOrderToFolder',
      {
        userUuid: [guid, userUuid],
        patientOrderInstitutionUuid: [guid, patientOrderInstitutionUuid],
        patientOrderUuid: [guid, patientOrderUuid],
        folderUuidList: [guidList, folderUuidList],
      },
      {
        UserUuid: userUuid,
        PatientOrderInstitutionUuid: patientOrderInstitutionUuid,
        PatientOrderUuid: patientOrderUuid,
        FolderUuidList: folderUuidList,
      },
      callback,
    )
  }

  RemoveOrderFromFolder(
    userUuid: string,
    folderUuid: string,
    patientOrderUuidList: Texts,
    callback: Callback,
  ): void {
    this.ask(
      'RemoveOrderFromFolder',
      {
        userUuid: [guid, userUuid],
        folderUuid: [guid, folderUuid],
        patientOrderUuidList: [guidList, patientOrderUuidList],
      },
      { UserUuid: userUuid, FolderUuid: folderUuid, PatientOrderUuidList: patientOrderUuidList },
      callback,
    )
  }

  GetViewUrl(userUuid: string, patientOrderUuid: string, callback: Callback): void {
    this.ask(
      'GetViewUrl',
      { userUuid: [guid, userUuid], patientOrderUuid: [guid, patientOrderUuid] },
      { UserUuid: userUuid, PatientOrderUuid: patientOrderUuid },
      callback,
    )
  }

  GetFolderViewUrl(userUuid: string, folderUuid: string, callback: Callback): void {
    this.#folder('GetFolderViewUrl', userUuid, folderUuid, callback)
  }

  GetViewUrlWithPatientName(userUuid: string, patientName: string, callback: Callback): void {
    this.ask(
      'GetViewUrlWithPatientName',
      { userUuid: [guid, userUuid] },
      { UserUuid: userUuid, PatientName: patientName },
      callback,
    )
  }

  GetViewUrlWithPatientNameAndBirthDate(
    userUuid: string,
    patientName: string,
    birthDate: string,
    callback: Callback,
  ): void {
    this.ask(
      'GetViewUrlWithPatientNameAndBirthDate',
      { userUuid: [guid, userUuid], birthDate: [date, birthDate] },
      { UserUuid: userUuid, PatientName: patientName, BirthDate: birthDate },
      callback,
    )
  }

  AssignPatientOrderToUser(
    userUuid: string,
    patientOrderUuid: string,
    assignedUserUuid: string,
    callback: Callback,
  ): void {
    this.#assign('AssignPatientOrderToUser', userUuid, patientOrderUuid, { assignedUserUuid }, callback)
  }

  UnassignPatientOrderFromUser(
    userUuid: string,
    patientOrderUuid: string,
    unassignedUserUuid: string,
    callback: Callback,
  ): void {
    this.#assign('UnassignPatientOrderFromUser', userUuid, patientOrderUuid, { unassignedUserUuid }, callback)
  }

  AssignPatientOrderToUserGroup(
    userUuid: string,
    patientOrderUuid: string,
    assignedUserGroupUuid: string,
    callback: Callback,
  ): void {
    const whom = { assignedUserGroupUuid }
    this.#assign('AssignPatientOrderToUserGroup', userUuid, patientOrderUuid, whom, callback)
  }

  UnassignPatientOrderFromUserGroup(
    userUuid: string,
    patientOrderUuid: string,
    unassignedUserGroupUuid: string,
    callback: Callback,
  ): void {
    const whom = { unassignedUserGroupUuid }
    this.#assign('UnassignPatientOrderFromUserGroup', userUuid, patientOrderUuid, whom, callback)
  }

  /** The one entry of `whom` is named as the argument; its field begins with a capital. */
  #assign(
    operation: string,
    userUuid: string,
    patientOrderUuid: string,
    whom: Readonly<Record<string, string>>,
    callback: Callback,
  ): void {
    const named = Object.entries(whom)
    this.ask(
      operation,
      {
        userUuid: [guid, userUuid],
        patientOrderUuid: [guid, patientOrderUuid],
        ...Object.fromEntries(
          named.map(([name, value]): [string, [Check, unknown]] => [name, [guid, value]]),
        ),
      },
      {
        UserUuid: userUuid,
        PatientOrderUuid: patientOrderUuid,
        ...Object.fromEntries(
          named.map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
        ),
      },
      callback,
    )
  }

  GetAccountFlagDictionary(userUuid: string, callback: Callback): void {
    this.#directory('GetAccountFlagDictionary', userUuid, callback)
  }

  GetUserGroupList(userUuid: string, callback: Callback): void {
    this.#directory('GetUserGroupList', userUuid, callback)
  }

  GetDicomNodeList(userUuid: string, callback: Callback): void {
    this.#directory('GetDicomNodeList', userUuid, callback)
  }

  GetContactList(userUuid: string, callback: Callback): void {
    this.#directory('GetContactList', userUuid, callback)
  }

  GetUserList(userUuid: string, callback: Callback): void {
    this.#directory('GetUserList', userUuid, callback)
  }

  #directory(operation: string, userUuid: string, callback: Callback): void {
    this.ask(operation, { userUuid: [guid, userUuid] }, { UserUuid: userUuid }, callback)
  }
}
