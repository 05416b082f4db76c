/**
 * The PostDICOM Cloud API of this server. As a plain script, `postDicomCloudApi.js` defines the global constructor; as an
 * ES module, `postDicomCloudApi.mjs` exports it.
 */

export interface Result {
    Success?: boolean;
    Message?: string;
    /** The step of an upload that is told of. */
    State?: string | undefined;
    /** Per cent. */
    Progress?: number;
    PatientOrder?: PatientOrder | null | undefined;
    PatientOrderList?: readonly PatientOrder[];
    FileIfExist?: boolean;
    [field: string]: unknown;
}

/** One examination of one patient; what else it has is told on the reference page. */
export interface PatientOrder {
    PatientOrderUuid: string;
    [field: string]: unknown;
}

export type Callback = (result: Result) => void;
type Texts = readonly string[];

export interface PreviewImage {
    SopInstanceUid: string | undefined;
}

export interface PreviewSeries {
    SeriesDate: string | undefined;
    SeriesInstanceUid: string | undefined;
    ImageList: PreviewImage[];
}

export interface PreviewStudy {
    PatientName: string | undefined;
    OtherPatientName: string | undefined;
    PatientId: string | undefined;
    OtherPatientId: string | undefined;
    AccessionNumber: string | undefined;
    Modality: string | undefined;
    StudyDate: string | undefined;
    StudyInstanceUid: string | undefined;
    StudyDescription: string | undefined;
    ReferringPhysicianName: string | undefined;
    InstitutionName: string | undefined;
    InstitutionAddress: string | undefined;
    TransferSyntaxUid: string | undefined;
    SeriesList: PreviewSeries[];
    ImageList: PreviewImage[];
    FileList: File[];
}

export interface Replacement {
    Tag: string;
    Value: string;
}

export declare const DicomTagsEnum: Readonly<{
    readonly PatientName: 'x00100010';
    readonly PatientId: 'x00100020';
    readonly OtherPatientId: 'x00101000';
    readonly OtherPatientName: 'x00101001';
    readonly StudyDescription: 'x00081030';
    readonly ReferringPhysicianName: 'x00080090';
    readonly InstitutionName: 'x00080080';
    readonly InstitutionAddress: 'x00080081';
    readonly AccessionNumber: 'x00080050';
    readonly StudyDate: 'x00080020';
}>;

export declare class postDicomCloudApi {
    LogToBrowserConsole: boolean;
    /** Connections at once of an upload. */
    UploaderThreadCount: number;
    readonly DicomTagsEnum: typeof DicomTagsEnum;
    /** Ours: the origin of the service, `https://host`. */
    ServiceAddress: string;
    constructor(apiKey: string, accountKey: string);
    /** Opens the account: `{ Success: true, Message, Account }`. Once is enough; again answers what is known. */
    Initialize(callback: Callback): void;
    /** Checks arguments, asks the service and hands its reply on. Nothing comes back before `Initialize`. */
    /** Asks the service. A lost connection is a reply too: no callback is left waiting. */
    ReadDicomFiles(selectedFiles: ArrayLike<File>, callback: Callback): void;
    UploadDicomFiles(userUuid: string, institutionUuid: string, selectedFiles: ArrayLike<File>, callback: Callback): void;
    UploadDicomFilesIntoFolder(userUuid: string, institutionUuid: string, folderUuid: string, selectedFiles: ArrayLike<File>, callback: Callback): void;
    UploadDicomFilesWithAnonymization(userUuid: string, institutionUuid: string, selectedFiles: ArrayLike<File>, anonymizedData: readonly Replacement[], callback: Callback): void;
    UploadDicomFilesIntoFolderWithAnonymization(userUuid: string, institutionUuid: string, folderUuid: string, selectedFiles: ArrayLike<File>, anonymizedData: readonly Replacement[], callback: Callback): void;
    UploadDocumentFiles(userUuid: string, institutionUuid: string, patientOrderUuid: string, selectedFiles: ArrayLike<File>, callback: Callback): void;
    GetPatientOrderList(callback: Callback, userUuid: string, institutionUuidList?: Texts, patientName?: string, accessionNumber?: string, patientId?: string, otherPatientId?: string, modalities?: Texts): void;
    GetPatientOrderListWithDateRange(callback: Callback, userUuid: string, institutionUuidList?: Texts, patientName?: string, accessionNumber?: string, patientId?: string, otherPatientId?: string, modalities?: Texts, startDate?: string, endDate?: string): void;
    GetPatientOrderListWithBirthdate(callback: Callback, userUuid: string, institutionUuidList?: Texts, patientName?: string, accessionNumber?: string, patientId?: string, otherPatientId?: string, modalities?: Texts, startBirthdate?: string, endBirthdate?: string): void;
    GetPatientOrderListInFolder(callback: Callback, userUuid: string, folderUuid: string): void;
    CreateOrderWithMinimumParameters(userUuid: string, institutionUuid: string, patientName: string, patientId: string, modality: string, studyDescription: string, orderDate: string, orderTime: string, callback: Callback): void;
    CreateOrderWithFullParameters(userUuid: string, institutionUuid: string, patientName: string, patientId: string, patientOtherId: string, patientBirthdate: string, modality: string, studyDescription: string, accessionNumber: string, complaints: string, orderDate: string, orderTime: string, procedureId: string, procedureDescription: string, scheduledEquipmentUuid: string | readonly never[], callback: Callback): void;
    CreateOrderWithFullParameters2(userUuid: string, institutionUuid: string, patientName: string, patientId: string, patientOtherId: string, patientSex: string, patientBirthdate: string, modality: string, studyDescription: string, accessionNumber: string, complaints: string, orderDate: string, orderTime: string, procedureId: string, procedureDescription: string, scheduledEquipmentUuid: string | readonly never[], referringPhysiciansName: string, callback: Callback): void;
    CreateOrderWithJSON(userUuid: string, institutionUuid: string, jsonParameters: Readonly<Record<string, string>>, callback: Callback): void;
    GetPatientOrderProperties(userUuid: string, patientOrderInstitutionUuid: string, patientOrderUuid: string, callback: Callback): void;
    DeleteOrder(userUuid: string, patientOrderInstitutionUuid: string, patientOrderUuid: string, callback: Callback): void;
    CreateOrderGroup(userUuid: string, patientOrderInstitutionUuid: string, patientOrderUuidList: Texts, callback: Callback): void;
    AddOrdersToOrderGroup(userUuid: string, patientOrderInstitutionUuid: string, connectedGroupUuid: string, patientOrderUuidList: Texts, callback: Callback): void;
    RemoveOrdersFromGroup(userUuid: string, patientOrderInstitutionUuid: string, patientOrderUuidList: Texts, callback: Callback): void;
    AssignPatientOrderToLocation(userUuid: string, patientOrderUuid: string, institutionUuid: string, callback: Callback): void;
    /** A `flagId` of 0 takes the flag of the group away. */
    SetFlagToPatientOrder(userUuid: string, patientOrderUuid: string, groupId: number | string, flagId: number | string, callback: Callback): void;
    CreateFolder(userUuid: string, parentFolderUuid: string, folderName: string, callback: Callback): void;
    CreateFolderWithDescription(userUuid: string, parentFolderUuid: string, folderName: string, folderDescription: string, callback: Callback): void;
    GetFolderList(userUuid: string, parentFolderUuid: string, folderName: string, getOrdersInFolder: boolean, callback: Callback): void;
    DeleteFolder(userUuid: string, folderUuid: string, callback: Callback): void;
    UpdateFolderWithJSON(userUuid: string, folderUuid: string, jsonParameters: Readonly<{
        FolderName?: string;
        FolderDescription?: string;
    }>, callback: Callback): void;
    AddOrderToFolder(userUuid: string, patientOrderInstitutionUuid: string, patientOrderUuid: string, folderUuidList: Texts, callback: Callback): void;
    RemoveOrderFromFolder(userUuid: string, folderUuid: string, patientOrderUuidList: Texts, callback: Callback): void;
    GetViewUrl(userUuid: string, patientOrderUuid: string, callback: Callback): void;
    GetFolderViewUrl(userUuid: string, folderUuid: string, callback: Callback): void;
    GetViewUrlWithPatientName(userUuid: string, patientName: string, callback: Callback): void;
    GetViewUrlWithPatientNameAndBirthDate(userUuid: string, patientName: string, birthDate: string, callback: Callback): void;
    AssignPatientOrderToUser(userUuid: string, patientOrderUuid: string, assignedUserUuid: string, callback: Callback): void;
    UnassignPatientOrderFromUser(userUuid: string, patientOrderUuid: string, unassignedUserUuid: string, callback: Callback): void;
    AssignPatientOrderToUserGroup(userUuid: string, patientOrderUuid: string, assignedUserGroupUuid: string, callback: Callback): void;
    UnassignPatientOrderFromUserGroup(userUuid: string, patientOrderUuid: string, unassignedUserGroupUuid: string, callback: Callback): void;
    GetAccountFlagDictionary(userUuid: string, callback: Callback): void;
    GetUserGroupList(userUuid: string, callback: Callback): void;
    GetDicomNodeList(userUuid: string, callback: Callback): void;
    GetContactList(userUuid: string, callback: Callback): void;
    GetUserList(userUuid: string, callback: Callback): void;
    SharePatientOrder(userUuid: string, orderUuidList: Texts, email: string, emailForSendingSharePassword: string, userCanDownloadStudies: boolean, callback: Callback): void;
    SharePatientOrderWithExpireDate(userUuid: string, orderUuidList: Texts, email: string, emailForSendingSharePassword: string, userCanDownloadStudies: boolean, expireDate: string, callback: Callback): void;
    CreateQuickShareLink(userUuid: string, orderUuidList: Texts, userCanDownloadStudies: boolean, callback: Callback): void;
    CreateQuickShareLinkWithExpireDate(userUuid: string, orderUuidList: Texts, userCanDownloadStudies: boolean, expireDate: string, callback: Callback): void;
    ShareFolderWithEmail(userUuid: string, folderUuid: string, email: string, emailForSendingSharePassword: string, sharePassword: string, shareTitle: string, shareDescription: string, expireDate: string, userCanDownloadStudies: boolean, callback: Callback): void;
    ShareFolderWithURL(userUuid: string, folderUuid: string, sharePassword: string, shareTitle: string, shareDescription: string, expireDate: string, userCanDownloadStudies: boolean, callback: Callback): void;
    /** The articles have no `institutionUuid`; both forms are taken. */
    ShareFolderToUploadWithEmail(userUuid: string, folderUuid: string, email: string, emailForSendingSharePassword: string, sharePassword: string, shareTitle: string, shareDescription: string, expireDate: string, userCanDownloadStudies: boolean, ...[first, second]: [institutionUuid: string, callback: Callback] | [callback: Callback]): void;
    /** The articles have no `institutionUuid`; both forms are taken. */
    ShareFolderToUploadWithUrl(userUuid: string, folderUuid: string, sharePassword: string, shareTitle: string, shareDescription: string, expireDate: string, userCanDownloadStudies: boolean, ...[first, second]: [institutionUuid: string, callback: Callback] | [callback: Callback]): void;
    ShareFolderWithAccountUser(userUuid: string, folderUuid: string, sharedUserUuidList: Texts, expireDate: string, callback: Callback): void;
    ShareFolderWithAccountUserGroup(userUuid: string, folderUuid: string, sharedUserGroupUuidList: Texts, expireDate: string, callback: Callback): void;
}
export default postDicomCloudApi;

