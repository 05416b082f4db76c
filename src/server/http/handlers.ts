import { readdir } from 'node:fs/promises'
import type { Handler } from '../command.ts'

const FOLDER = new URL('../commands/', import.meta.url)

const isHandler = (value: unknown): value is Handler =>
  typeof value === 'object' &&
  value !== null &&
  'command' in value &&
  'run' in value &&
  typeof value.run === 'function' &&
  typeof value.command === 'object' &&
  value.command !== null &&
  'path' in value.command &&
  typeof value.command.path === 'string'

/** Every handler that a file below `commands/` exports. A path may be served once. */
export async function loadHandlers(): Promise<Handler[]> {
  const files = await readdir(FOLDER, { recursive: true })
  const handlers: Handler[] = []
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()) {
    const module: unknown = await import(new URL(file, FOLDER).href)
    if (typeof module !== 'object' || module === null) continue
    for (const exported of Object.values(module)) {
      const found = Array.isArray(exported)
        ? exported.filter(isHandler)
        : isHandler(exported)
          ? [exported]
          : []
      handlers.push(...found)
    }
  }
  const paths = new Set<string>()
  for (const { command } of handlers) {
    if (paths.has(command.path)) throw new Error(`two handlers for ${command.path}`)
    paths.add(command.path)
  }
  return handlers
}
