import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { namespacesOf, requireNamespace } from '../../access/namespaces.ts'
import { assign } from '../../order/assignment.ts'
import { namedBy } from '../../order/examined.ts'
import { faultOf, PostDicomFault } from '../../postdicom/fault.ts'
import { createFolders, fileOrder, folderContents } from '../../postdicom/folder.ts'
import { type Operation, type OperationCall, operation, wordsOf } from '../../postdicom/operation.ts'
import { linkAnswer } from '../../postdicom/operations.ts'
import {
  createOrder,
  discardOrder,
  newOrder,
  orderOf,
  orderProperties,
  studiesOf,
} from '../../postdicom/order.ts'
import { orderFilters, searchOrders } from '../../postdicom/search.ts'
import { shareFolder, shareOrders } from '../../postdicom/share.ts'
import { tagContent, tagOf } from '../../postdicom/tag-content.ts'
import {
  bool,
  date,
  guid,
  guidList,
  list,
  maybeDate,
  maybeDateTime,
  maybeGuid,
  someGuids,
  text,
} from '../../postdicom/values.ts'
import type { Services } from '../../services.ts'
import { requireActor } from '../authenticate.ts'
import type { PathParams } from './context.ts'
import { DicomwebFailure, sendFailure } from './failure.ts'

/**
 * PostDICOM's own endpoints beside DICOMweb: GET without a body, whatever they do, with one header that holds their
 * parameters as JSON. Who asks is always authenticated in full, and nothing is kept by anybody on the way.
 */

const order = { PatientOrderUuid: guid }
const owned = { ...order, PatientOrderInstitutionUuid: guid }

/** Each element is the JSON text of an object with the UUID in it. */
const infoList = list.transform((items, context) => {
  const uuids = items.map((item) => {
    try {
      return z.object({ PatientOrderUuid: guid }).parse(JSON.parse(item)).PatientOrderUuid
    } catch {
      context.addIssue({ code: 'custom', message: 'holds what names no order' })
      return z.NEVER
    }
  })
  if (uuids.length === 0) context.addIssue({ code: 'custom', message: 'is empty' })
  return uuids
})

const assignment = (field: 'AssignedUserUuid' | 'AssignedUserGroupUuid', whom: 'user_id' | 'group_id') =>
  operation('write', z.looseObject(order), async ({ services: { db }, actor }, fields) => {
    const uuid = z.object({ [field]: guid }).parse(fields)[field]
    const { PatientOrderUuid } = await orderOf(db, actor, fields.PatientOrderUuid)
    await assign(db, actor, await namedBy(db, PatientOrderUuid), { [whom]: uuid })
    return { PatientOrderUuid }
  })

/** Path and header of each, and what it does. */
const ENDPOINTS: readonly (readonly [path: string, header: string, Operation])[] = [
  [
    '/createsharelink',
    'ShareParameters',
    operation(
      'share',
      z.object({ PatientOrderInfoList: infoList, ExpireDate: date, SharePassword: text, Downloadable: bool }),
      async ({ services, actor }, fields) =>
        linkAnswer(
          await shareOrders(services, actor, {
            orders: fields.PatientOrderInfoList,
            expires: fields.ExpireDate,
            password: fields.SharePassword,
            download: fields.Downloadable,
          }),
        ),
    ),
  ],
  [
    '/sharepatientorderwithurl',
    'SharePatientOrderParameters',
    operation(
      'share',
      z.object({
        OrderUuidList: someGuids,
        ExpireDate: date,
        SharePassword: text,
        UserCanDownloadStudies: bool,
      }),
      async ({ services, actor }, fields) =>
        linkAnswer(
          await shareOrders(services, actor, {
            orders: fields.OrderUuidList,
            expires: fields.ExpireDate,
            password: fields.SharePassword,
            download: fields.UserCanDownloadStudies,
          }),
        ),
    ),
  ],
  [
    '/createfolder',
    'CreateFolderParameters',
    operation(
      'write',
      z.object({ FolderName: text, FolderDescription: text, ParentFolderUuid: maybeGuid }),
      async ({ services, actor, account_id }, fields) => {
        const Folder = await createFolders(services.db, actor, account_id, {
          parent: fields.ParentFolderUuid,
          name: fields.FolderName,
          description: fields.FolderDescription,
        })
        return { FolderUuid: Folder.FolderUuid, Folder }
      },
    ),
  ],
  [
    '/searchfolder',
    'SearchFolderParameters',
    operation(
      'read',
      z.object({ ParentFolderUuid: maybeGuid, FolderName: text, GetOrdersInFolder: bool }),
      async ({ services, actor, account_id }, fields) => ({
        Folder: await folderContents(services.db, actor, account_id, {
          parent: fields.ParentFolderUuid,
          name: fields.FolderName,
          orders: fields.GetOrdersInFolder ? 'of each' : 'none',
        }),
      }),
    ),
  ],
  [
    '/sharefolderwithurl',
    'ShareFolderParameters',
    operation(
      'share',
      z.object({
        FolderUuid: guid,
        SharePassword: text,
        ShareTitle: text,
        ShareDescription: text,
        ExpireDate: maybeDate,
        UserCanDownloadStudies: bool,
      }),
      async ({ services, actor }, fields) =>
        linkAnswer(
          await shareFolder(services, actor, {
            folder: fields.FolderUuid,
            password: fields.SharePassword,
            title: fields.ShareTitle,
            description: fields.ShareDescription,
            expires: fields.ExpireDate,
            download: fields.UserCanDownloadStudies,
          }),
        ),
    ),
  ],
  [
    '/addordertofolder',
    'AddOrderToFolderParameters',
    operation(
      'write',
      z.object({ ...order, FolderUuidList: someGuids }),
      async ({ services, actor }, fields) => {
        const { PatientOrderUuid } = await orderOf(services.db, actor, fields.PatientOrderUuid)
        await fileOrder(services.db, actor, PatientOrderUuid, fields.FolderUuidList)
        return { PatientOrderUuid, FolderUuidList: fields.FolderUuidList }
      },
    ),
  ],
  ['/assignordertouser', 'AssignOrderToUserParameters', assignment('AssignedUserUuid', 'user_id')],
  [
    '/assignordertousergroup',
    'AssignOrderToUserGroupParameters',
    assignment('AssignedUserGroupUuid', 'group_id'),
  ],
  [
    '/createpatientorder',
    'CreatePatientOrderParameters',
    operation(
      'write',
      z.object({
        InstitutionUuid: guid,
        PatientName: text,
        PatientId: text,
        OtherPatientId: text,
        PatientSex: text,
        PatientBirthdate: date,
        Modality: text.refine((value) => value !== '', 'is empty'),
        StudyDescription: text,
        AccessionNumber: text,
        PatientComplaints: text,
        OrderScheduledDatetime: maybeDateTime,
        RequestedProcedureId: text,
        RequestedProcedureDescription: text,
        RequestingPhysician: text,
        ReferringPhysiciansName: text,
        ScheduledEquipmentUuid: maybeGuid,
      }),
      async ({ services, actor }, fields) => {
        const PatientOrder = await createOrder(
          services.db,
          actor,
          newOrder.parse({
            ...fields,
            PatientID: fields.PatientId,
            PatientsBirthDate: fields.PatientBirthdate,
            OrderModality: fields.Modality,
            OrderAccessionNumber: fields.AccessionNumber,
            PerformedDatetime: fields.OrderScheduledDatetime,
            RequestingProcedureDescription: fields.RequestedProcedureDescription,
          }),
        )
        return { PatientOrderUuid: PatientOrder.PatientOrderUuid, PatientOrder }
      },
    ),
  ],
  [
    '/getpatientorderproperties',
    'GetPatientOrderPropertiesParameters',
    operation('read', z.object(owned), async ({ services, actor }, fields) => ({
      PatientOrder: await orderProperties(
        services.db,
        actor,
        fields.PatientOrderUuid,
        fields.PatientOrderInstitutionUuid,
      ),
    })),
  ],
  [
    '/getdicomtagcontent',
    'GetDicomTagContentParameters',
    operation(
      'read',
      z.object({ ...owned, PatientSeriesUuid: text, DicomTagIdList: list }),
      async ({ services, actor }, fields) => {
        const { PatientOrderUuid } = await orderOf(
          services.db,
          actor,
          fields.PatientOrderUuid,
          fields.PatientOrderInstitutionUuid,
        )
        const tags = fields.DicomTagIdList.map(tagOf)
        const SeriesList = []
        for (const study of await studiesOf(services.db, PatientOrderUuid))
          SeriesList.push(
            ...(await tagContent(services, actor, study, tags, fields.PatientSeriesUuid || undefined)),
          )
        return { PatientOrderUuid, SeriesList }
      },
    ),
  ],
  [
    '/getpatientorderlist',
    'GetPatientOrderListParameters',
    operation(
      'read',
      z.object({
        InstitutionUuidList: guidList,
        PatientName: text,
        PatientId: text,
        OtherPatientId: text,
        AccessionNumber: text,
        ModalityList: list,
        StudyDateFrom: maybeDate,
        StudyDateTo: maybeDate,
        PatientBirthdateFrom: maybeDate,
        PatientBirthdateTo: maybeDate,
      }),
      async ({ services, actor }, fields) => ({
        SearchResultList: await searchOrders(
          services.db,
          actor,
          orderFilters.parse({
            ...fields,
            Modalities: fields.ModalityList,
            StartDate: fields.StudyDateFrom,
            EndDate: fields.StudyDateTo,
            StartBirthdate: fields.PatientBirthdateFrom,
            EndBirthdate: fields.PatientBirthdateTo,
          }),
        ),
      }),
    ),
  ],
  [
    '/deleteorder',
    'DeleteOrderParameters',
    operation('write', z.object(owned), async ({ services, actor }, fields) => {
      await discardOrder(services.db, actor, fields.PatientOrderUuid, fields.PatientOrderInstitutionUuid)
      return { PatientOrderUuid: fields.PatientOrderUuid }
    }),
  ],
]

/** Node hands header bytes on as Latin 1: read as UTF-8 where they are that. */
function headerText(value: string): string {
  const bytes = Buffer.from(value, 'latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return value
  }
}

function parametersOf(request: FastifyRequest, name: string): unknown {
  const value = request.headers[name.toLowerCase()]
  if (typeof value !== 'string') throw new DicomwebFailure(400, `The header ${name} is missing`)
  let parsed: unknown
  try {
    parsed = JSON.parse(headerText(value))
  } catch {
    throw new DicomwebFailure(400, `The header ${name} holds no JSON`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new DicomwebFailure(400, `The header ${name} holds no JSON object`)
  return parsed
}

/** The account that the caller works in: that of the door, else their first. */
async function callOf(
  request: FastifyRequest<{ Params: PathParams }>,
  services: Services,
): Promise<OperationCall> {
  const actor = await requireActor(request, services)
  const { namespace } = request.params
  const access = namespace
    ? await requireNamespace(services.db, actor, namespace)
    : (await namespacesOf(services.db, actor)).find(({ type }) => type === 'account_id')
  if (!access?.account_id) throw new DicomwebFailure(403, 'You belong to no account')
  return { services, actor, account_id: access.account_id }
}

function failureOf(error: unknown): unknown {
  const fault = faultOf(error)
  if (fault instanceof PostDicomFault) return new DicomwebFailure(fault.status, fault.message)
  return fault instanceof z.ZodError ? new DicomwebFailure(400, wordsOf(fault)) : fault
}

export function postDicomRoutes(app: FastifyInstance, services: Services): void {
  for (const door of ['/dicomweb', '/dicomweb/namespaces/:namespace']) {
    for (const [path, header, endpoint] of ENDPOINTS) {
      // A base that ends in a slash makes two of it.
      for (const url of [`${door}${path}`, `${door}/${path}`]) {
        app.route<{ Params: PathParams }>({
          method: 'GET',
          url,
          exposeHeadRoute: false,
          handler: async (request, reply) => {
            try {
              const call = await callOf(request, services)
              const answer = await endpoint.run(call, parametersOf(request, header))
              return reply.header('cache-control', 'no-store').send({ Success: true, Message: '', ...answer })
            } catch (error) {
              return sendFailure(reply, failureOf(error), services)
            }
          },
        })
      }
    }
  }
}
