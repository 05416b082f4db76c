import { vi } from 'vitest'

/** What the page sent: the command's path and its form fields. */
export interface Sent {
  path: string
  fields: Record<string, string>
  headers: Headers
}

type Answer = { http?: number; body: Record<string, unknown> }

/** Stands at the network's edge: answers v3 commands from a table and keeps what was sent. Real HTTP is tested end to end. */
export function answerCommands(
  answers: Record<string, Answer | ((sent: Sent) => Answer | Promise<Answer>)>,
): Sent[] {
  const sent: Sent[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const path = String(input).replace('/api/v3', '')
    const fields = Object.fromEntries(new URLSearchParams(String(init?.body ?? '')))
    const call = { path, fields, headers: new Headers(init?.headers) }
    sent.push(call)
    const found = answers[path]
    const { http = 200, body } =
      typeof found === 'function' ? await found(call) : (found ?? { http: 404, body: {} })
    return new Response(
      JSON.stringify(http === 200 ? { status: 'OK', ...body } : { status: 'ERROR', ...body }),
      {
        status: http,
        headers: { 'Content-Type': 'application/json' },
      },
    )
  })
  return sent
}
