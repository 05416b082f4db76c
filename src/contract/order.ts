import { z } from 'zod'
import { anyOf, command, type PermissionRule } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { integer, jsonList, pageOut, text, uuid } from './value.ts'

const value = z.string().nullable()

export const orderStep = z.object({
  uuid: z.string(),
  modality: value,
  scheduled_procedure_step_id: value,
  requested_procedure_id: value,
  requested_procedure_description: value,
  scheduled_station_aetitle: value,
  scheduled_procedure_step_start_date: value,
  scheduled_procedure_step_start_time: value,
  scheduled_procedure_step_description: value,
  mpps_status: z.string(),
  mpps_uid: value,
})

export const orderRecord = z.object({
  uuid: z.string(),
  account_id: z.string(),
  patientid: value,
  patient_name: value,
  accession_number: value,
  patient_sex: value,
  patient_birth_date: value,
  referring_physician: value,
  sending_facility: value,
  tags: z.array(z.string()).optional(),
  customfields: z.array(customfieldValue).optional(),
  sps: z.array(orderStep),
  /** Where `enable_orders_in_worklist` is on: its studies. */
  studies: z.array(z.string()).optional(),
  /** Ours: the place that owns it, what else a requester says, and what there is of it. */
  namespace_id: z.string(),
  namespace_name: z.string(),
  patientid_other: value,
  study_description: value,
  requesting_physician: value,
  requesting_department: value,
  priority: value,
  complaints: value,
  history: value,
  symptoms: value,
  study_count: z.number().int(),
  document_count: z.number().int(),
  created: z.string(),
})
export type OrderRecord = z.output<typeof orderRecord>

const identity = {
  patientid: text,
  patient_name: text,
  accession_number: text,
  patient_sex: text,
  patient_birth_date: text,
  referring_physician: text,
  sending_facility: text,
}

export const orderAdd = command('/order/add', {
  permission: anyOf('order_edit'),
  params: z.object({ account_id: uuid, ...identity }),
  open: ['customfield-'],
  returns: z.object({ uuid: z.string() }),
  errors: ['INVALID_CUSTOMFIELD'],
})

export const orderGet = command('/order/get', {
  permission: anyOf('order_view'),
  params: z.object({ uuid }),
  returns: orderRecord,
  errors: [],
})

/** v3 wants every field again. */
export const orderSet = command('/order/set', {
  permission: anyOf('order_edit'),
  params: z.object({ uuid, ...identity }),
  open: ['customfield-'],
  returns: z.object({}),
  errors: ['INVALID_CUSTOMFIELD'],
})

export const orderDelete = command('/order/delete', {
  permission: anyOf('order_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

/** `filter.study_count`, and ours: `filter.folder_id`. */
export const orderList = command('/order/list', {
  permission: anyOf('order_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, orders: z.array(orderRecord) }),
  errors: [],
})

const step = {
  modality: text,
  scheduled_procedure_step_id: text,
  requested_procedure_id: text,
  requested_procedure_description: text,
  scheduled_station_aetitle: text,
  scheduled_procedure_step_start_date: text,
  scheduled_procedure_step_start_time: text,
  scheduled_procedure_step_description: text,
}

export const orderSpsAdd = command('/order/sps/add', {
  permission: anyOf('order_edit'),
  params: z.object({ order_id: uuid, ...step }),
  returns: z.object({ uuid: z.string() }),
  errors: [],
})

export const orderSpsSet = command('/order/sps/set', {
  permission: anyOf('order_edit'),
  params: z.object({ uuid, ...z.object(step).partial().shape }),
  returns: z.object({}),
  errors: [],
})

export const orderSpsDelete = command('/order/sps/delete', {
  permission: anyOf('order_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

export const MPPS_STATUSES = ['PENDING', 'IN_PROGRESS', 'DISCONTINUED', 'COMPLETED'] as const

/** What a modality has told a gateway of a step that it performs (PS3.4 annex F). */
export const orderSpsStatus = command('/order/sps/status', {
  auth: 'node',
  node: 'self',
  params: z.object({ uuid, mpps_uid: text, mpps_status: text }),
  returns: z.object({}),
  errors: ['INVALID_STATUS'],
})

/** The steps that a modality worklist shows; `filter.ord.*` is about the order, `filter.order_sps.*` about the step. */
export const orderSpsFind = command('/order/sps/find', {
  node: 'node_id',
  permission: anyOf('order_view'),
  params: z.object({ account_id: uuid.optional() }),
  list: ['filter'],
  returns: z.object({
    sps: z.array(
      orderStep.omit({ uuid: true }).extend({
        patientid: value,
        patient_name: value,
        accession_number: value,
        patient_sex: value,
        patient_birth_date: value,
        referring_physician: value,
        study_uid: value,
      }),
    ),
  }),
  errors: [],
})

/** What may be assigned, marked, connected or have documents: ours, of studies and orders alike. */
const examined = { study_id: uuid.optional(), order_id: uuid.optional() }
const EXAMINED = [[['study_id'], ['order_id']]] as const
const READING: readonly PermissionRule[] = [
  { when: 'order_id', anyOf: [['order_view']] },
  { anyOf: [['study_view']] },
]
const ASSIGNING: readonly PermissionRule[] = [
  { when: 'order_id', anyOf: [['order_edit', 'study_view', 'study_share']] },
  { anyOf: [['study_view', 'study_share']] },
]

const assignee = { user_id: uuid.optional(), group_id: uuid.optional() }

/** The user, or every member of the group, reaches it although their role shows them nothing. */
export const assignmentAdd = command('/assignment/add', {
  permission: ASSIGNING,
  params: z.object({ ...examined, ...assignee }),
  oneOf: [...EXAMINED, [['user_id'], ['group_id']]],
  returns: z.object({}),
  errors: [],
})

export const assignmentDelete = command('/assignment/delete', {
  permission: [{ when: 'order_id', anyOf: [['order_edit']] }, { anyOf: [['study_view', 'study_share']] }],
  params: z.object({ ...examined, ...assignee }),
  oneOf: [...EXAMINED, [['user_id'], ['group_id']]],
  returns: z.object({}),
  errors: [],
})

export const assignmentList = command('/assignment/list', {
  permission: READING,
  params: z.object(examined),
  oneOf: EXAMINED,
  returns: z.object({
    assignments: z.array(
      z.object({
        user_id: value,
        group_id: value,
        name: z.string(),
        created: z.string(),
        created_by_name: value,
      }),
    ),
  }),
  errors: [],
})

const connectedParams = { with_study_id: uuid.optional(), with_order_id: uuid.optional() }
const CONNECTING: readonly PermissionRule[] = [
  { when: 'order_id', anyOf: [['order_edit']] },
  { anyOf: [['study_view', 'study_edit']] },
]

/** What opens together with a study or order, as far as the caller sees it: ours, as PostDICOM's order groups are. */
export const connectedList = command('/connected/list', {
  permission: READING,
  params: z.object(examined),
  oneOf: EXAMINED,
  returns: z.object({
    /** The others of the set. */
    orders: z.array(
      z.object({ uuid: z.string(), patient_name: value, accession_number: value, study_description: value }),
    ),
    studies: z.array(
      z.object({ uuid: z.string(), patient_name: value, study_description: value, study_date: value }),
    ),
    /** Every study of the set with images, its own first: what is opened. */
    opens: z.array(z.string()),
  }),
  errors: [],
})

/** Puts both into one set; the second leaves the one that it was in. */
export const connectedAdd = command('/connected/add', {
  permission: CONNECTING,
  params: z.object({ ...examined, ...connectedParams }),
  oneOf: [...EXAMINED, [['with_study_id'], ['with_order_id']]],
  returns: z.object({}),
  errors: [],
})

export const connectedDelete = command('/connected/delete', {
  permission: CONNECTING,
  params: z.object(examined),
  oneOf: EXAMINED,
  returns: z.object({}),
  errors: [],
})

export const flagGroup = z.object({
  group_id: z.number().int(),
  name: z.string(),
  flags: z.array(z.object({ flag_id: z.number().int(), name: z.string(), color: value })),
})
export type FlagGroup = z.output<typeof flagGroup>

/** The dictionary of an account's flags. */
export const flagList = command('/flag/list', {
  params: z.object({ account_id: uuid }),
  returns: z.object({ groups: z.array(flagGroup) }),
  errors: [],
})

/** The whole dictionary at once, as `/flag/list` answers it; marks of flags that are gone go with them. */
export const flagSet = command('/flag/set', {
  permission: anyOf('account_edit'),
  params: z.object({ account_id: uuid, groups: jsonList }),
  returns: z.object({}),
  errors: ['INVALID_FLAGS'],
})

/** The flags that a study or order has. */
export const flagGet = command('/flag/get', {
  permission: READING,
  params: z.object(examined),
  oneOf: EXAMINED,
  returns: z.object({
    marks: z.array(z.object({ group_id: z.number().int(), flag_id: z.number().int() })),
  }),
  errors: [],
})

/** One flag of each group; 0 takes it away. */
export const flagMark = command('/flag/mark', {
  permission: [{ when: 'order_id', anyOf: [['order_edit']] }, { anyOf: [['study_view', 'study_tag']] }],
  params: z.object({ ...examined, group_id: integer, flag_id: integer }),
  oneOf: EXAMINED,
  returns: z.object({}),
  errors: [],
})

export const orderDocument = z.object({
  uuid: z.string(),
  order_id: z.string(),
  filename: z.string(),
  mime_type: z.string(),
  size: z.number().int(),
  /** Where its bytes are. */
  url: z.string(),
  created: z.string(),
})
export type OrderDocument = z.output<typeof orderDocument>

/** They come in by `POST /api/v3/storage/order/{uuid}/document`. */
export const orderDocumentList = command('/order/document/list', {
  guests: true,
  permission: anyOf('order_view'),
  params: z.object({ uuid }),
  returns: z.object({ documents: z.array(orderDocument) }),
  errors: [],
})

export const orderDocumentDelete = command('/order/document/delete', {
  permission: anyOf('order_edit'),
  params: z.object({ uuid, document_id: uuid }),
  returns: z.object({}),
  errors: [],
})
