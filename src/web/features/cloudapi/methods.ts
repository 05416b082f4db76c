/** The methods of the library by what they are about, with their arguments in order; the callback is left out. */

export interface Method {
  name: string
  args: readonly string[]
  /** The searches take their callback before everything else. */
  callbackFirst?: true
}

const method = (line: string): Method => {
  const [name = '', ...args] = line.split(' ')
  return { name, args }
}
const search = (line: string): Method => ({ ...method(line), callbackFirst: true })

const FILTERS = 'userUuid institutionUuidList patientName accessionNumber patientId otherPatientId modalities'
const OWNED = 'userUuid patientOrderInstitutionUuid patientOrderUuid'
const SHARE = 'sharePassword shareTitle shareDescription expireDate userCanDownloadStudies'
const MAIL = 'email emailForSendingSharePassword'

export const GROUPS: readonly { name: string; methods: readonly Method[] }[] = [
  { name: 'session', methods: [method('Initialize')] },
  {
    name: 'upload',
    methods: [
      method('ReadDicomFiles selectedFiles'),
      method('UploadDicomFiles userUuid institutionUuid selectedFiles'),
      method('UploadDicomFilesIntoFolder userUuid institutionUuid folderUuid selectedFiles'),
      method('UploadDicomFilesWithAnonymization userUuid institutionUuid selectedFiles anonymizedData'),
      method(
        'UploadDicomFilesIntoFolderWithAnonymization userUuid institutionUuid folderUuid selectedFiles anonymizedData',
      ),
      method('UploadDocumentFiles userUuid institutionUuid patientOrderUuid selectedFiles'),
    ],
  },
  {
    name: 'orders',
    methods: [
      search(`GetPatientOrderList ${FILTERS}`),
      search(`GetPatientOrderListWithDateRange ${FILTERS} startDate endDate`),
      search(`GetPatientOrderListWithBirthdate ${FILTERS} startBirthdate endBirthdate`),
      search('GetPatientOrderListInFolder userUuid folderUuid'),
      method(
        'CreateOrderWithMinimumParameters userUuid institutionUuid patientName patientId modality studyDescription orderDate orderTime',
      ),
      method(
        'CreateOrderWithFullParameters userUuid institutionUuid patientName patientId patientOtherId patientBirthdate modality studyDescription accessionNumber complaints orderDate orderTime procedureId procedureDescription scheduledEquipmentUuid',
      ),
      method(
        'CreateOrderWithFullParameters2 userUuid institutionUuid patientName patientId patientOtherId patientSex patientBirthdate modality studyDescription accessionNumber complaints orderDate orderTime procedureId procedureDescription scheduledEquipmentUuid referringPhysiciansName',
      ),
      method('CreateOrderWithJSON userUuid institutionUuid jsonParameters'),
      method(`GetPatientOrderProperties ${OWNED}`),
      method(`DeleteOrder ${OWNED}`),
      method('CreateOrderGroup userUuid patientOrderInstitutionUuid patientOrderUuidList'),
      method(
        'AddOrdersToOrderGroup userUuid patientOrderInstitutionUuid connectedGroupUuid patientOrderUuidList',
      ),
      method('RemoveOrdersFromGroup userUuid patientOrderInstitutionUuid patientOrderUuidList'),
      method('AssignPatientOrderToUser userUuid patientOrderUuid assignedUserUuid'),
      method('UnassignPatientOrderFromUser userUuid patientOrderUuid unassignedUserUuid'),
      method('AssignPatientOrderToUserGroup userUuid patientOrderUuid assignedUserGroupUuid'),
      method('UnassignPatientOrderFromUserGroup userUuid patientOrderUuid unassignedUserGroupUuid'),
      method('AssignPatientOrderToLocation userUuid patientOrderUuid institutionUuid'),
      method('SetFlagToPatientOrder userUuid patientOrderUuid groupId flagId'),
    ],
  },
  {
    name: 'folders',
    methods: [
      method('CreateFolder userUuid parentFolderUuid folderName'),
      method('CreateFolderWithDescription userUuid parentFolderUuid folderName folderDescription'),
      method('GetFolderList userUuid parentFolderUuid folderName getOrdersInFolder'),
      method('UpdateFolderWithJSON userUuid folderUuid jsonParameters'),
      method('DeleteFolder userUuid folderUuid'),
      method('AddOrderToFolder userUuid patientOrderInstitutionUuid patientOrderUuid folderUuidList'),
      method('RemoveOrderFromFolder userUuid folderUuid patientOrderUuidList'),
    ],
  },
  {
    name: 'view',
    methods: [
      method('GetViewUrl userUuid patientOrderUuid'),
      method('GetFolderViewUrl userUuid folderUuid'),
      method('GetViewUrlWithPatientName userUuid patientName'),
      method('GetViewUrlWithPatientNameAndBirthDate userUuid patientName birthDate'),
    ],
  },
  {
    name: 'share',
    methods: [
      method(`SharePatientOrder userUuid orderUuidList ${MAIL} userCanDownloadStudies`),
      method(
        `SharePatientOrderWithExpireDate userUuid orderUuidList ${MAIL} userCanDownloadStudies expireDate`,
      ),
      method('CreateQuickShareLink userUuid orderUuidList userCanDownloadStudies'),
      method('CreateQuickShareLinkWithExpireDate userUuid orderUuidList userCanDownloadStudies expireDate'),
      method(`ShareFolderWithEmail userUuid folderUuid ${MAIL} ${SHARE}`),
      method(`ShareFolderWithURL userUuid folderUuid ${SHARE}`),
      method(`ShareFolderToUploadWithEmail userUuid folderUuid ${MAIL} ${SHARE} institutionUuid`),
      method(`ShareFolderToUploadWithUrl userUuid folderUuid ${SHARE} institutionUuid`),
      method('ShareFolderWithAccountUser userUuid folderUuid sharedUserUuidList expireDate'),
      method('ShareFolderWithAccountUserGroup userUuid folderUuid sharedUserGroupUuidList expireDate'),
    ],
  },
  {
    name: 'directory',
    methods: [
      method('GetUserList userUuid'),
      method('GetUserGroupList userUuid'),
      method('GetAccountFlagDictionary userUuid'),
      method('GetDicomNodeList userUuid'),
      method('GetContactList userUuid'),
    ],
  },
]

export type Kind = 'user' | 'institution' | 'list' | 'date' | 'flag' | 'files' | 'json' | 'text'

/** What is typed or chosen for an argument, by its name. */
export function kindOf(arg: string): Kind {
  if (arg === 'userUuid') return 'user'
  if (/nstitutionUuid$/.test(arg)) return 'institution'
  if (/List$|^modalities$/.test(arg)) return 'list'
  if (/Date$|irthdate$/.test(arg)) return 'date'
  if (arg === 'userCanDownloadStudies' || arg === 'getOrdersInFolder') return 'flag'
  if (arg === 'selectedFiles') return 'files'
  return arg === 'jsonParameters' || arg === 'anonymizedData' ? 'json' : 'text'
}
