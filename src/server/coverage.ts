import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Command } from '#contract/command.ts'
import { loadHandlers } from './http/handlers.ts'

/** `npm run coverage:v3`: which commands of the specification are served, and which of their parameters and errors. */

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
    for (const { url, parameters, errors } of here) {
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
      if (missing.length > 0) process.stdout.write(`  ${url} parameters: ${missing.join(' ')}\n`)
      if (unsaid.length > 0) process.stdout.write(`  ${url} errors: ${unsaid.join(' ')}\n`)
    }
  }
  process.stdout.write(`${served} of ${all} commands\n`)
}

await main()
