import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Command } from '#contract/command.ts'
import { loadHandlers } from './http/handlers.ts'

/** `npm run coverage:v3`: which commands of the specification are served, and which of their parameters, errors and fields. */

const specification = z.object({
  sections: z.array(
    z.object({
      slug: z.string(),
      commands: z.array(
        z.object({
          url: z.string(),
          parameters: z.array(
            z.object({ name: z.string(), any_of: z.array(z.array(z.string())).optional() }),
          ),
          errors: z.array(z.object({ token: z.string().nullish() })),
          returns: z
            .array(z.object({ name: z.string().nullish(), depth: z.number().default(0) }))
            .default([]),
        }),
      ),
    }),
  ),
})

const COMMON = new Set(
  'MISSING_FIELDS INVALID_FLAG INVALID_INTEGER INVALID_JSON NOT_LIST NOT_HASH INVALID_FIELD INVALID_CONDITION FILTER_NOT_FOUND INVALID_SORT_FIELD INVALID_SORT_ORDER NOT_FOUND NOT_PERMITTED'.split(
    ' ',
  ),
)
/** Credentials, which the HTTP layer takes. */
const isCredential = (name: string, { node }: Command): boolean =>
  name === 'sid' || (node !== undefined && ['serial_no', node].includes(name))

/** What a schema of an answer holds: of a list what its items hold, of a choice what any of them holds. */
function inside(schema: unknown): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema
  if (schema instanceof z.ZodArray) return inside(schema.element)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return inside(schema.unwrap())
  return undefined
}

/** Fields of the document that an answer has nowhere, by their path; what is open may have any. */
function fieldsMissing(
  returns: z.ZodObject,
  documented: readonly { name?: string | null | undefined; depth: number }[],
): string[] {
  const missing: string[] = []
  const above: { name: string; schema: z.ZodObject | undefined }[] = [{ name: '', schema: returns }]
  for (const { name, depth } of documented) {
    if (!name || name === 'status' || /[^\w]/.test(name)) continue
    above.length = Math.min(above.length, depth + 1)
    const { schema, name: path } = above.at(-1) ?? { schema: undefined, name: '' }
    const field: unknown = schema?.shape[name]
    const open = !schema || schema.def.catchall !== undefined
    if (!open && field === undefined) missing.push(path + name)
    above.push({ name: `${path}${name}.`, schema: inside(field) })
  }
  return missing
}

const SPECIFICATION = new URL('../../../shared/spec/v3.json', import.meta.url)

async function main(): Promise<void> {
  const handlers = new Map<string, Command>(
    (await loadHandlers()).map(({ command }) => [command.path, command]),
  )
  if (!existsSync(SPECIFICATION)) {
    process.stdout.write(
      `${handlers.size} commands are served. There is no specification beside the project to compare with.\n`,
    )
    return
  }
  const { sections } = specification.parse(JSON.parse(readFileSync(SPECIFICATION, 'utf8')))
  let served = 0
  let all = 0
  for (const { slug, commands } of sections) {
    const here = commands.filter(({ url }) => handlers.has(url))
    served += here.length
    all += commands.length
    if (here.length === 0) continue
    process.stdout.write(`${slug}: ${here.length} of ${commands.length}\n`)
    for (const { url, parameters, errors, returns } of here) {
      const command = handlers.get(url)
      if (!command) continue
      const names = parameters.flatMap((one) => one.any_of?.flat() ?? [one.name])
      const lists: readonly string[] = command.list ?? []
      const known = (name: string) =>
        name in command.params.shape ||
        isCredential(name, command) ||
        (command.open ?? []).some((prefix) => name.startsWith(prefix)) ||
        (name.startsWith('filter.') && lists.includes('filter')) ||
        (name.startsWith('page.') && lists.includes('page')) ||
        (name === 'sort_by' && lists.includes('sort'))
      const missing = [...new Set(names)].filter((name) => !known(name))
      const tokens = errors
        .flatMap(({ token }) => token?.replace(/\s*\(.*/, '') ?? [])
        .filter((token) => !token.startsWith('['))
      const unsaid = [...new Set(tokens)].filter(
        (token) => !COMMON.has(token) && !command.errors.includes(token),
      )
      const unanswered = command.raw ? [] : fieldsMissing(command.returns, returns)
      if (unanswered.length > 0) process.stdout.write(`  ${url} fields: ${unanswered.join(' ')}\n`)
      if (missing.length > 0) process.stdout.write(`  ${url} parameters: ${missing.join(' ')}\n`)
      if (unsaid.length > 0) process.stdout.write(`  ${url} errors: ${unsaid.join(' ')}\n`)
    }
  }
  process.stdout.write(`${served} of ${all} commands\n`)
}

await main()
