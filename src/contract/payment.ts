import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { RECIPIENT_PERMISSIONS } from './study/share.ts'
import { flagOut, text, uuid } from './value.ts'

/** Ours: what screens have to know of payments before `/account/connect`, `/study/share` and `/user/set` are called. */

/** Who takes cards, and with which key a page asks them for one; without a key other programs do. */
const processor = z.object({
  name: z.string(),
  /** The account at the processor that is paid. */
  account: z.string().optional(),
  publishable_key: z.string().optional(),
})

export const accountPayment = command('/account/payment', {
  permission: anyOf('account_edit'),
  params: z.object({ account_id: uuid }),
  returns: z.object({
    /** The processor of this server; null where it takes no payments. */
    processor: z.string().nullable(),
    /** The account at the processor that is paid. */
    account: z.string().nullable(),
    /** Where its owner lets us be paid for it; its `code` is for `/account/connect`. */
    connect_url: z.string().nullable(),
  }),
  errors: [],
})

/** What sharing a study with somebody costs now. Nothing is charged. */
export const studySharePrice = command('/study/share/price', {
  permission: RECIPIENT_PERMISSIONS,
  params: z.object({
    uuid,
    account_id: uuid.optional(),
    location_id: uuid.optional(),
    group_id: uuid.optional(),
    user_id: uuid.optional(),
    share_code: text.optional(),
    email: text.optional(),
  }),
  oneOf: [[['account_id'], ['location_id'], ['group_id'], ['user_id'], ['share_code'], ['email']]],
  open: ['customfield-'],
  returns: z.object({
    /** Has sharing a price there at all? Without, nothing else is said. */
    priced: flagOut,
    /** In the smallest unit of the currency; null while no row of the table fits, which costs nothing. */
    price: z.number().int().nullable(),
    /** Is it paid once for all that is shared in the session? */
    once: flagOut,
    currency: z.string(),
    charge_description: z.string().nullable(),
    /** For `/study/share`, where the price is by modality. */
    charge_modality: z.string().nullable(),
    /** The fields by which the price is found. */
    customfields: z.array(customfieldValue),
    payment_processor: processor.nullable(),
    /** How people know the card that is kept for the caller. */
    cc_description: z.string().nullable(),
  }),
  errors: ['SHARE_FAILED', 'INVALID_PARAMETERS'],
})

/** The caller's own card, which `/user/set` replaces (`cc_token`). */
export const userCard = command('/user/card', {
  params: z.object({}),
  returns: z.object({ processor: processor.nullable(), cc_description: z.string().nullable() }),
  errors: [],
})
