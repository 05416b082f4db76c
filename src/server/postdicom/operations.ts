import { z } from 'zod'
import { deleteFolder, getFolder, setFolder } from '../folder/folder.ts'
import { addMember } from '../folder/member.ts'
import { assign, unassign } from '../order/assignment.ts'
import { connect, disconnect } from '../order/connected.ts'
import { namedBy } from '../order/examined.ts'
import { flagsOf, markWithFlag } from '../order/flag.ts'
import { contactsOf, dicomNodesOf, userGroupsOf, usersOf } from './directory.ts'
import { PostDicomFault } from './fault.ts'
import { createFolders, fileOrder, folderContents, unfileOrders } from './folder.ts'
import { type Operation, type OperationCall, operation } from './operation.ts'
import { createOrder, discardOrder, moveOrder, newOrder, orderOf, orderProperties } from './order.ts'
import { oneOf, type PatientOrder, patientOrders } from './order-record.ts'
import { orderFilters, searchOrders } from './search.ts'
import { shareFolder, shareOrders, viewFolder, viewOrders } from './share.ts'
import { bool, date, guid, id, list, mail, maybeDate, maybeGuid, someGuids, text } from './values.ts'

/** The operations of the PostDICOM Cloud API by the names of the library's methods. */

const order = { PatientOrderUuid: guid }
const owned = { ...order, PatientOrderInstitutionUuid: guid }
const orders = { PatientOrderInstitutionUuid: guid, PatientOrderUuidList: someGuids }
const shared = { OrderUuidList: someGuids, UserCanDownloadStudies: bool }
const mailed = { Email: mail, EmailForSendingSharePassword: mail }
const folderShare = {
  FolderUuid: guid,
  SharePassword: text,
  ShareTitle: text,
  ShareDescription: text,
  ExpireDate: date,
  UserCanDownloadStudies: bool,
}

/** The links of a share, by every name that a caller may look for. */
export const linkAnswer = ({ uuid, url, password }: { uuid: string; url: string; password: string }) => ({
  Result: url,
  ShareUuid: uuid,
  ShareUrl: url,
  SharePassword: password,
})

const search = operation('read', orderFilters, async ({ services, actor }, filters) => ({
  SearchResultList: await searchOrders(services.db, actor, filters),
}))

const addFolder = operation(
  'write',
  z.object({ ParentFolderUuid: maybeGuid, FolderName: text, FolderDescription: text }),
  async ({ services, actor, account_id }, fields) => {
    const Folder = await createFolders(services.db, actor, account_id, {
      parent: fields.ParentFolderUuid,
      name: fields.FolderName,
      description: fields.FolderDescription,
    })
    return { FolderUuid: Folder.FolderUuid, Folder }
  },
)

const assignment = (change: typeof assign, field: string, whom: 'user_id' | 'group_id'): Operation =>
  operation('write', z.looseObject(order), async ({ services, actor }, fields) => {
    const uuid = z.object({ [field]: guid }).parse(fields)[field]
    const { PatientOrderUuid } = await orderOf(services.db, actor, fields.PatientOrderUuid)
    await change(services.db, actor, await namedBy(services.db, PatientOrderUuid), { [whom]: uuid })
    return { PatientOrderUuid }
  })

/** Orders that are opened together with this one. */
async function connectedWith({ services, actor }: OperationCall, uuid: string): Promise<string[]> {
  const { PatientOrderUuid, ConnectedGroupUuid } = await orderOf(services.db, actor, uuid)
  if (!ConnectedGroupUuid) return [PatientOrderUuid]
  const connected = await services.db
    .selectFrom('connected')
    .select('object_id')
    .where('set_id', '=', String(ConnectedGroupUuid))
    .execute()
  const all = await patientOrders(services.db, actor, oneOf(connected.map(({ object_id }) => object_id)))
  return [...new Set([PatientOrderUuid, ...all.map((one) => one.PatientOrderUuid)])]
}

const viewByPatient = operation(
  'share',
  z.object({ PatientName: text.refine((name) => name !== '', 'is empty'), BirthDate: maybeDate }),
  async ({ services, actor }, { PatientName, BirthDate }) => {
    const found = await searchOrders(
      services.db,
      actor,
      orderFilters.parse({ PatientName, StartBirthdate: BirthDate, EndBirthdate: BirthDate }),
    )
    const patients = new Set(found.map(({ PatientID, PatientName: name }) => `${PatientID} ${name}`))
    if (patients.size === 0) throw new PostDicomFault(404, 'There is no such patient')
    if (patients.size > 1) throw new PostDicomFault(400, `${patients.size} patients have this name`)
    const images = found.filter(({ ImagesCount }) => Number(ImagesCount) > 0).slice(0, 100)
    if (images.length === 0) throw new PostDicomFault(400, 'The patient has no images yet')
    return { Result: await viewOrders(services, actor, images.map(uuidOf)) }
  },
)
const uuidOf = ({ PatientOrderUuid }: PatientOrder) => PatientOrderUuid

const quickShare = (expiry: z.ZodObject): Operation =>
  operation('share', z.object({ ...shared, ...expiry.shape }), async ({ services, actor }, fields) => {
    const made = await shareOrders(services, actor, {
      orders: fields.OrderUuidList,
      download: fields.UserCanDownloadStudies,
      ...expiryOf(fields),
    })
    return linkAnswer(made)
  })

const mailShare = (expiry: z.ZodObject): Operation =>
  operation(
    'share',
    z.object({ ...shared, ...mailed, ...expiry.shape }),
    async ({ services, actor }, fields) => {
      if (fields.Email === '') throw new PostDicomFault(400, 'Email is empty')
      const made = await shareOrders(services, actor, {
        orders: fields.OrderUuidList,
        download: fields.UserCanDownloadStudies,
        email: fields.Email,
        password_email: fields.EmailForSendingSharePassword,
        ...expiryOf(fields),
      })
      return linkAnswer(made)
    },
  )

const expiryOf = (fields: Readonly<Record<string, unknown>>) =>
  typeof fields.ExpireDate === 'string' ? { expires: fields.ExpireDate } : {}

const EXPIRES = z.object({ ExpireDate: date })
const FOR_EVER = z.object({})

type ShareKind = 'see' | 'upload'

const folderShared = (kind: ShareKind, byMail: boolean): Operation =>
  operation(
    'share',
    z.object({
      ...folderShare,
      ...(byMail ? mailed : {}),
      InstitutionUuid: maybeGuid,
      Email: mail,
      EmailForSendingSharePassword: mail,
    }),
    async ({ services, actor }, fields) => {
      if (byMail && fields.Email === '') throw new PostDicomFault(400, 'Email is empty')
      const made = await shareFolder(services, actor, {
        folder: fields.FolderUuid,
        password: fields.SharePassword,
        title: fields.ShareTitle,
        description: fields.ShareDescription,
        expires: fields.ExpireDate,
        download: fields.UserCanDownloadStudies,
        ...(byMail ? { email: fields.Email, password_email: fields.EmailForSendingSharePassword } : {}),
        ...(kind === 'upload' ? { upload: { institution: fields.InstitutionUuid } } : {}),
      })
      return linkAnswer(made)
    },
  )

const members = (field: string, whom: 'user_id' | 'group_id'): Operation =>
  operation(
    'share',
    z.object({ FolderUuid: guid, ExpireDate: date, [field]: someGuids }),
    async ({ services, actor }, fields) => {
      const folder = String(fields.FolderUuid)
      for (const uuid of list.parse(fields[field]))
        await addMember(services.db, actor, folder, { [whom]: uuid, expires: String(fields.ExpireDate) })
      return { FolderUuid: folder }
    },
  )

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetPatientOrderList: search,
  GetPatientOrderListWithDateRange: search,
  GetPatientOrderListWithBirthdate: search,
  GetPatientOrderListInFolder: search,
  CreateOrder: operation('write', newOrder, async ({ services, actor }, fields) => {
    const made = await createOrder(services.db, actor, fields)
    return { PatientOrderUuid: made.PatientOrderUuid, PatientOrder: made }
  }),
  CreateFolder: addFolder,
  GetFolderList: operation(
    'read',
    z.object({ ParentFolderUuid: maybeGuid, FolderName: text, GetOrdersInFolder: bool }),
    async ({ services, actor, account_id }, fields) => ({
      Folder: await folderContents(services.db, actor, account_id, {
        parent: fields.ParentFolderUuid,
        name: fields.FolderName,
        orders: fields.GetOrdersInFolder ? 'of parent' : 'none',
      }),
    }),
  ),
  DeleteFolder: operation(
    'write',
    z.object({ FolderUuid: guid }),
    async ({ services, actor }, { FolderUuid }) => {
      await deleteFolder(services.db, actor, FolderUuid)
      return { FolderUuid }
    },
  ),
  UpdateFolder: operation(
    'write',
    z.object({ FolderUuid: guid, FolderName: text, FolderDescription: text }),
    async ({ services, actor }, { FolderUuid, FolderName, FolderDescription }) => {
      await setFolder(services.db, actor, FolderUuid, {
        ...(FolderName ? { name: FolderName } : {}),
        ...(FolderDescription ? { description: FolderDescription } : {}),
      })
      const { name, description } = await getFolder(services.db, actor, FolderUuid)
      return { FolderUuid, FolderName: name, FolderDescription: description ?? '' }
    },
  ),
  AddOrderToFolder: operation(
    'write',
    z.object({ PatientOrderInstitutionUuid: maybeGuid, ...order, FolderUuidList: someGuids }),
    async ({ services, actor }, fields) => {
      const { PatientOrderUuid } = await orderOf(
        services.db,
        actor,
        fields.PatientOrderUuid,
        fields.PatientOrderInstitutionUuid,
      )
      await fileOrder(services.db, actor, PatientOrderUuid, fields.FolderUuidList)
      return { PatientOrderUuid, FolderUuidList: fields.FolderUuidList }
    },
  ),
  RemoveOrderFromFolder: operation(
    'write',
    z.object({ FolderUuid: guid, PatientOrderUuidList: someGuids }),
    async ({ services, actor }, { FolderUuid, PatientOrderUuidList }) => ({
      FolderUuid,
      RemovedCount: await unfileOrders(services.db, actor, FolderUuid, PatientOrderUuidList),
    }),
  ),
  GetViewUrl: operation('share', z.object(order), async (call, { PatientOrderUuid }) => ({
    Result: await viewOrders(call.services, call.actor, await connectedWith(call, PatientOrderUuid)),
  })),
  GetFolderViewUrl: operation(
    'share',
    z.object({ FolderUuid: guid }),
    async ({ services, actor }, fields) => ({
      Result: await viewFolder(services, actor, fields.FolderUuid),
    }),
  ),
  GetViewUrlWithPatientName: viewByPatient,
  GetViewUrlWithPatientNameAndBirthDate: viewByPatient,
  GetPatientOrderProperties: operation('read', z.object(owned), async ({ services, actor }, fields) => {
    const PatientOrder = await orderProperties(
      services.db,
      actor,
      fields.PatientOrderUuid,
      fields.PatientOrderInstitutionUuid,
    )
    return { PatientOrder }
  }),
  DeleteOrder: operation('write', z.object(owned), async ({ services, actor }, fields) => {
    await discardOrder(services.db, actor, fields.PatientOrderUuid, fields.PatientOrderInstitutionUuid)
    return { PatientOrderUuid: fields.PatientOrderUuid }
  }),
  CreateOrderGroup: operation('write', z.object(orders), async ({ services, actor }, fields) => ({
    ConnectedGroupUuid: await connect(services.db, actor, fields.PatientOrderUuidList),
  })),
  AddOrdersToOrderGroup: operation(
    'write',
    z.object({ ...orders, ConnectedGroupUuid: guid }),
    async ({ services, actor }, fields) => ({
      ConnectedGroupUuid: await connect(
        services.db,
        actor,
        fields.PatientOrderUuidList,
        fields.ConnectedGroupUuid,
      ),
    }),
  ),
  RemoveOrdersFromGroup: operation('write', z.object(orders), async ({ services, actor }, fields) => ({
    RemovedCount: await disconnect(services.db, actor, fields.PatientOrderUuidList),
  })),
  AssignPatientOrderToUser: assignment(assign, 'AssignedUserUuid', 'user_id'),
  UnassignPatientOrderFromUser: assignment(unassign, 'UnassignedUserUuid', 'user_id'),
  AssignPatientOrderToUserGroup: assignment(assign, 'AssignedUserGroupUuid', 'group_id'),
  UnassignPatientOrderFromUserGroup: assignment(unassign, 'UnassignedUserGroupUuid', 'group_id'),
  AssignPatientOrderToLocation: operation(
    'write',
    z.object({ ...order, InstitutionUuid: guid }),
    async ({ services, actor }, { PatientOrderUuid, InstitutionUuid }) => {
      await moveOrder(services.db, actor, PatientOrderUuid, InstitutionUuid)
      return { PatientOrderUuid, InstitutionUuid }
    },
  ),
  SetFlagToPatientOrder: operation(
    'write',
    z.object({ ...order, GroupId: id, FlagId: id }),
    async ({ services, actor }, fields) => {
      const { PatientOrderUuid } = await orderOf(services.db, actor, fields.PatientOrderUuid)
      const flag = { group_id: fields.GroupId, flag_id: fields.FlagId }
      await markWithFlag(services.db, actor, await namedBy(services.db, PatientOrderUuid), flag)
      return { PatientOrderUuid, GroupId: fields.GroupId, FlagId: fields.FlagId }
    },
  ),
  GetAccountFlagDictionary: operation('read', z.object({}), async ({ services, actor, account_id }) => ({
    FlagGroupList: (await flagsOf(services.db, actor, account_id)).map(({ group_id, name, flags }) => ({
      GroupId: group_id,
      GroupName: name,
      FlagList: flags.map((flag) => ({
        FlagId: flag.flag_id,
        FlagName: flag.name,
        FlagColor: flag.color ?? '',
      })),
    })),
  })),
  SharePatientOrder: mailShare(FOR_EVER),
  SharePatientOrderWithExpireDate: mailShare(EXPIRES),
  CreateQuickShareLink: quickShare(FOR_EVER),
  CreateQuickShareLinkWithExpireDate: quickShare(EXPIRES),
  ShareFolderWithEmail: folderShared('see', true),
  ShareFolderWithURL: folderShared('see', false),
  ShareFolderToUploadWithEmail: folderShared('upload', true),
  ShareFolderToUploadWithUrl: folderShared('upload', false),
  ShareFolderWithAccountUser: members('SharedUserUuidList', 'user_id'),
  ShareFolderWithAccountUserGroup: members('SharedUserGroupUuidList', 'group_id'),
  GetUserGroupList: operation('read', z.object({}), async ({ services, account_id }) => ({
    UserGroupList: await userGroupsOf(services.db, account_id),
  })),
  GetDicomNodeList: operation('read', z.object({}), async ({ services, account_id }) => ({
    DicomNodeList: await dicomNodesOf(services.db, account_id),
  })),
  GetContactList: operation('read', z.object({}), async ({ services, actor, account_id }) => ({
    ContactList: await contactsOf(services.db, actor, account_id),
  })),
  GetUserList: operation('read', z.object({}), async ({ services, account_id }) => ({
    UserList: await usersOf(services.db, account_id),
  })),
}
