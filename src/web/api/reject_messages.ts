import { z } from 'zod'

/**
 * The messages that a rejected study is sent back with, as the account setting `ui_json` keeps them:
 * `study_reject_messages`, offered where `enable-study-reject-predefined-messages` says so.
 */

const hash = z.record(z.string(), z.unknown())
const said = z.object({
  'enable-study-reject-predefined-messages': z.union([z.boolean(), z.literal(0), z.literal(1)]).optional(),
  study_reject_messages: z.array(z.string()).optional(),
})

/** The setting is JSON text, or what it stands for. */
function hashOf(value: unknown): Record<string, unknown> {
  try {
    return hash.parse(typeof value === 'string' ? JSON.parse(value) : value)
  } catch {
    return {}
  }
}

export interface RejectMessages {
  /** Nothing is said where the application's own are offered. */
  offered: boolean | undefined
  messages: readonly string[]
}

export function readRejectMessages(ui_json: unknown): RejectMessages {
  const read = said.safeParse(hashOf(ui_json))
  if (!read.success) return { offered: undefined, messages: [] }
  const on = read.data['enable-study-reject-predefined-messages']
  return {
    offered: on === undefined ? undefined : Boolean(on),
    messages: (read.data.study_reject_messages ?? []).filter((message) => message.trim() !== ''),
  }
}

/** The setting with these messages, and whatever else it says as it was. */
export const writeRejectMessages = (
  ui_json: unknown,
  offered: boolean,
  messages: readonly string[],
): string =>
  JSON.stringify({
    ...hashOf(ui_json),
    'enable-study-reject-predefined-messages': offered,
    study_reject_messages: messages.map((message) => message.trim()).filter((message) => message !== ''),
  })
