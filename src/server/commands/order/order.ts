import {
  assignmentAdd,
  assignmentDelete,
  assignmentList,
  connectedAdd,
  connectedDelete,
  connectedList,
  flagGet,
  flagList,
  flagMark,
  flagSet,
  MPPS_STATUSES,
  orderAdd,
  orderDelete,
  orderDocumentDelete,
  orderDocumentList,
  orderGet,
  orderList,
  orderSet,
  orderSpsAdd,
  orderSpsDelete,
  orderSpsFind,
  orderSpsSet,
  orderSpsStatus,
} from '#contract/order.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { assign, assignmentsOf, unassign } from '../../order/assignment.ts'
import { connectedWith, connectTwo, leaveSet } from '../../order/connected.ts'
import { deleteDocument, documentsOf } from '../../order/document.ts'
import { flagsOf, marksOf, markWithFlag, setFlags } from '../../order/flag.ts'
import { addOrder, deleteOrder, getOrder, listOrders, setOrder } from '../../order/order.ts'
import { addStep, deleteStep, findSteps, setStep, setStepStatus } from '../../order/step.ts'

export const add = handle(orderAdd, async ({ params, raw, actor, services: { db } }) => {
  const { account_id, ...values } = params
  const { uuid: namespace_id } = await requireAccount(db, actor, account_id, ['order_edit'])
  return { uuid: await addOrder(db, actor, { namespace_id, values, raw }) }
})

export const get = handle(orderGet, ({ params, actor, services: { db } }) => getOrder(db, actor, params.uuid))

export const set = handle(orderSet, async ({ params, raw, actor, services: { db } }) => {
  const { uuid, ...values } = params
  await setOrder(db, actor, uuid, { values, raw })
  return {}
})

export const remove = handle(orderDelete, async ({ params, actor, services: { db } }) => {
  await deleteOrder(db, actor, params.uuid)
  return {}
})

export const list = handle(orderList, ({ params, raw, actor, services: { db } }) =>
  listOrders(db, actor, raw, params.account_id),
)

export const stepAdd = handle(orderSpsAdd, async ({ params, actor, services: { db } }) => {
  const { order_id, ...values } = params
  return { uuid: await addStep(db, actor, order_id, values) }
})

export const stepSet = handle(orderSpsSet, async ({ params, actor, services: { db } }) => {
  const { uuid, ...values } = params
  await setStep(db, actor, uuid, values)
  return {}
})

export const stepRemove = handle(orderSpsDelete, async ({ params, actor, services: { db } }) => {
  await deleteStep(db, actor, params.uuid)
  return {}
})

export const stepFind = handle(orderSpsFind, async ({ params, raw, actor, services: { db }, refuse }) => {
  if (actor.node) {
    const { account_id } = actor.node
    if (params.account_id && params.account_id !== account_id) throw refuse('NOT_FOUND')
    return { sps: await findSteps(db, actor, account_id, raw) }
  }
  if (!params.account_id) throw refuse('MISSING_FIELDS', ['account_id'])
  await requireAccount(db, actor, params.account_id, ['order_view'])
  return { sps: await findSteps(db, actor, params.account_id, raw) }
})

export const stepStatus = handle(orderSpsStatus, async ({ params, actor, services: { db }, refuse }) => {
  const { mpps_uid, mpps_status } = params
  if (!MPPS_STATUSES.some((status) => status === mpps_status)) throw refuse('INVALID_STATUS')
  if (!actor.node) throw refuse('NOT_FOUND')
  await setStepStatus(db, actor, actor.node.account_id, { mpps_uid, mpps_status })
  return {}
})

export const assignAdd = handle(assignmentAdd, async ({ params, actor, services: { db } }) => {
  await assign(db, actor, params, params)
  return {}
})

export const assignDelete = handle(assignmentDelete, async ({ params, actor, services: { db } }) => {
  await unassign(db, actor, params, params)
  return {}
})

export const assignList = handle(assignmentList, async ({ params, actor, services: { db } }) => ({
  assignments: await assignmentsOf(db, actor, params),
}))

export const connections = handle(connectedList, ({ params, actor, services: { db } }) =>
  connectedWith(db, actor, params),
)

export const connectionAdd = handle(connectedAdd, async ({ params, actor, services: { db } }) => {
  const { with_study_id: study_id, with_order_id: order_id } = params
  await connectTwo(db, actor, params, { study_id, order_id })
  return {}
})

export const connectionDelete = handle(connectedDelete, async ({ params, actor, services: { db } }) => {
  await leaveSet(db, actor, params)
  return {}
})

export const flags = handle(flagList, async ({ params, actor, services: { db } }) => ({
  groups: await flagsOf(db, actor, params.account_id),
}))

export const flagsSet = handle(flagSet, async ({ params, actor, services: { db } }) => {
  await setFlags(db, actor, params.account_id, params.groups)
  return {}
})

export const flagsOn = handle(flagGet, async ({ params, actor, services: { db } }) => ({
  marks: await marksOf(db, actor, params),
}))

export const mark = handle(flagMark, async ({ params, actor, services: { db } }) => {
  await markWithFlag(db, actor, params, params)
  return {}
})

export const documentList = handle(orderDocumentList, async ({ params, actor, services: { db } }) => {
  const found = await documentsOf(db, actor, params.uuid)
  return {
    documents: found.map(({ version: _, ...document }) => ({
      ...document,
      url: `/api/v3/storage/order/${params.uuid}/document/${document.uuid}`,
    })),
  }
})

export const documentDelete = handle(orderDocumentDelete, async ({ params, actor, services: { db } }) => {
  await deleteDocument(db, actor, params.uuid, params.document_id)
  return {}
})
