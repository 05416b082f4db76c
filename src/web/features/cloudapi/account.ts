import { z } from 'zod'

/** The account that `Initialize` opens, as far as the page offers it for choosing. */

const institution = z.object({ InstitutionUuid: z.string(), InstitutionName: z.string() })
const result = z.object({
  Account: z.object({
    UserList: z.array(
      z.object({ UserUuid: z.string(), FullName: z.string(), InstitutionList: z.array(institution) }),
    ),
  }),
})
export type OpenAccount = z.output<typeof result>['Account']

export const readAccount = (answer: unknown): OpenAccount | undefined =>
  result.safeParse(answer).data?.Account

/** What was given for arguments before: a UUID is needed for many methods. */
export const given = new Map<string, string>()
