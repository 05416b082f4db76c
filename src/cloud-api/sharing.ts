import { date, guid, guidList, mail } from './check.ts'
import { Folders } from './folders.ts'
import type { Callback } from './session.ts'

type Texts = readonly string[]

interface FolderShare {
  email?: string
  emailForSendingSharePassword?: string
  sharePassword: string
  shareTitle: string
  shareDescription: string
  expireDate: string
  userCanDownloadStudies: boolean
  institutionUuid?: string | undefined
}

/** Sharing orders and folders, with people outside and inside of the account. */
export class Sharing extends Folders {
  SharePatientOrder(
    userUuid: string,
    orderUuidList: Texts,
    email: string,
    emailForSendingSharePassword: string,
    userCanDownloadStudies: boolean,
    callback: Callback,
  ): void {
    this.#mailOrders(
      'SharePatientOrder',
      userUuid,
      orderUuidList,
      email,
      emailForSendingSharePassword,
      userCanDownloadStudies,
      undefined,
      callback,
    )
  }

  SharePatientOrderWithExpireDate(
    userUuid: string,
    orderUuidList: Texts,
    email: string,
    emailForSendingSharePassword: string,
    userCanDownloadStudies: boolean,
    expireDate: string,
    callback: Callback,
  ): void {
    this.#mailOrders(
      'SharePatientOrderWithExpireDate',
      userUuid,
      orderUuidList,
      email,
      emailForSendingSharePassword,
      userCanDownloadStudies,
      expireDate,
      callback,
    )
  }

  #mailOrders(
    operation: string,
    userUuid: string,
    orderUuidList: Texts,
    email: string,
    emailForSendingSharePassword: string,
    userCanDownloadStudies: boolean,
    expireDate: string | undefined,
    callback: Callback,
  ): void {
    this.ask(
      operation,
      {
        userUuid: [guid, userUuid],
        orderUuidList: [guidList, orderUuidList],
        email: [mail, email],
        emailForSendingSharePassword: [mail, emailForSendingSharePassword],
        ...(operation.endsWith('ExpireDate') ? { expireDate: [date, expireDate] } : {}),
      },
      {
        UserUuid: userUuid,
        OrderUuidList: orderUuidList,
        Email: email,
        EmailForSendingSharePassword: emailForSendingSharePassword,
        UserCanDownloadStudies: userCanDownloadStudies,
        ExpireDate: expireDate,
      },
      callback,
    )
  }

  CreateQuickShareLink(
    userUuid: string,
    orderUuidList: Texts,
    userCanDownloadStudies: boolean,
    callback: Callback,
  ): void {
    this.ask(
      'CreateQuickShareLink',
      { userUuid: [guid, userUuid], orderUuidList: [guidList, orderUuidList] },
      {
        UserUuid: userUuid,
        OrderUuidList: orderUuidList,
        UserCanDownloadStudies: userCanDownloadStudies,
      },
      callback,
    )
  }

  CreateQuickShareLinkWithExpireDate(
    userUuid: string,
    orderUuidList: Texts,
    userCanDownloadStudies: boolean,
    expireDate: string,
    callback: Callback,
  ): void {
    this.ask(
      'CreateQuickShareLinkWithExpireDate',
      {
        userUuid: [guid, userUuid],
        orderUuidList: [guidList, orderUuidList],
        expireDate: [date, expireDate],
      },
      {
        UserUuid: userUuid,
        OrderUuidList: orderUuidList,
        UserCanDownloadStudies: userCanDownloadStudies,
        ExpireDate: expireDate,
      },
      callback,
    )
  }

  ShareFolderWithEmail(
    userUuid: string,
    folderUuid: string,
    email: string,
    emailForSendingSharePassword: string,
    sharePassword: string,
    shareTitle: string,
    shareDescription: string,
    expireDate: string,
    userCanDownloadStudies: boolean,
    callback: Callback,
  ): void {
    this.#shareFolder(
      'ShareFolderWithEmail',
      userUuid,
      folderUuid,
      {
        email,
        emailForSendingSharePassword,
        sharePassword,
        shareTitle,
        shareDescription,
        expireDate,
        userCanDownloadStudies,
      },
      callback,
    )
  }

  ShareFolderWithURL(
    userUuid: string,
    folderUuid: string,
    sharePassword: string,
    shareTitle: string,
    shareDescription: string,
    expireDate: string,
    userCanDownloadStudies: boolean,
    callback: Callback,
  ): void {
    this.#shareFolder(
      'ShareFolderWithURL',
      userUuid,
      folderUuid,
      { sharePassword, shareTitle, shareDescription, expireDate, userCanDownloadStudies },
      callback,
    )
  }

  /** The articles have no `institutionUuid`; both forms are taken. */
  ShareFolderToUploadWithEmail(
    userUuid: string,
    folderUuid: string,
    email: string,
    emailForSendingSharePassword: string,
    sharePassword: string,
    shareTitle: string,
    shareDescription: string,
    expireDate: string,
    userCanDownloadStudies: boolean,
    ...[first, second]: [institutionUuid: string, callback: Callback] | [callback: Callback]
  ): void {
    this.#shareFolder(
      'ShareFolderToUploadWithEmail',
      userUuid,
      folderUuid,
      {
        email,
        emailForSendingSharePassword,
        sharePassword,
        shareTitle,
        shareDescription,
        expireDate,
        userCanDownloadStudies,
        ...(typeof first === 'function' ? {} : { institutionUuid: first }),
      },
      typeof first === 'function' ? first : second,
    )
  }

  /** The articles have no `institutionUuid`; both forms are taken. */
  ShareFolderToUploadWithUrl(
    userUuid: string,
    folderUuid: string,
    sharePassword: string,
    shareTitle: string,
    shareDescription: string,
    expireDate: string,
    userCanDownloadStudies: boolean,
    ...[first, second]: [institutionUuid: string, callback: Callback] | [callback: Callback]
  ): void {
    this.#shareFolder(
      'ShareFolderToUploadWithUrl',
      userUuid,
      folderUuid,
      {
        sharePassword,
        shareTitle,
        shareDescription,
        expireDate,
        userCanDownloadStudies,
        ...(typeof first === 'function' ? {} : { institutionUuid: first }),
      },
      typeof first === 'function' ? first : second,
    )
  }

  #shareFolder(
    operation: string,
    userUuid: string,
    folderUuid: string,
    share: FolderShare,
    callback: Callback | undefined,
  ): void {
    this.ask(
      operation,
      {
        userUuid: [guid, userUuid],
        folderUuid: [guid, folderUuid],
        email: [mail, share.email],
        emailForSendingSharePassword: [mail, share.emailForSendingSharePassword],
        expireDate: [date, share.expireDate],
        ...('institutionUuid' in share ? { institutionUuid: [guid, share.institutionUuid] } : {}),
      },
      {
        UserUuid: userUuid,
        FolderUuid: folderUuid,
        Email: share.email,
        EmailForSendingSharePassword: share.emailForSendingSharePassword,
        SharePassword: share.sharePassword,
        ShareTitle: share.shareTitle,
        ShareDescription: share.shareDescription,
        ExpireDate: share.expireDate,
        UserCanDownloadStudies: share.userCanDownloadStudies,
        InstitutionUuid: share.institutionUuid,
      },
      callback ?? (() => this.log(`${operation}: there is no callback for the result`)),
    )
  }

  ShareFolderWithAccountUser(
    userUuid: string,
    folderUuid: string,
    sharedUserUuidList: Texts,
    expireDate: string,
    callback: Callback,
  ): void {
    this.ask(
      'ShareFolderWithAccountUser',
      {
        userUuid: [guid, userUuid],
        folderUuid: [guid, folderUuid],
        sharedUserUuidList: [guidList, sharedUserUuidList],
        expireDate: [date, expireDate],
      },
      {
        UserUuid: userUuid,
        FolderUuid: folderUuid,
        SharedUserUuidList: sharedUserUuidList,
        ExpireDate: expireDate,
      },
      callback,
    )
  }

  ShareFolderWithAccountUserGroup(
    userUuid: string,
    folderUuid: string,
    sharedUserGroupUuidList: Texts,
    expireDate: string,
    callback: Callback,
  ): void {
    this.ask(
      'ShareFolderWithAccountUserGroup',
      {
        userUuid: [guid, userUuid],
        folderUuid: [guid, folderUuid],
        sharedUserGroupUuidList: [guidList, sharedUserGroupUuidList],
        expireDate: [date, expireDate],
      },
      {
        UserUuid: userUuid,
        FolderUuid: folderUuid,
        SharedUserGroupUuidList: sharedUserGroupUuidList,
        ExpireDate: expireDate,
      },
      callback,
    )
  }
}
