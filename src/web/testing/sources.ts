/** Every source file of the web application, as text; tests that read the code itself look here. */
export const sources: Readonly<Record<string, string>> = import.meta.glob<string>(
  ['/src/web/**/*.{ts,tsx}', '!/src/web/**/*.test.{ts,tsx}', '!/src/web/testing/**', '!/src/web/**/*.d.ts'],
  { query: '?raw', import: 'default', eager: true },
)

/** The texts of a language by their folder. */
export function textsOf(language: string): Map<string, Record<string, unknown>> {
  return new Map(
    Object.entries(locales).flatMap(([path, texts]) => {
      const [, folder, file] = /([^/]+)\/locales\/([^/]+)\.json$/.exec(path) ?? []
      return folder !== undefined && file === language ? [[folder, texts] as const] : []
    }),
  )
}

const locales = import.meta.glob<Record<string, unknown>>('/src/web/**/locales/*.json', {
  import: 'default',
  eager: true,
})

/** `a.b` → text, for every leaf of a tree of texts. */
export function flatTexts(texts: Readonly<Record<string, unknown>>, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] => {
      if (typeof value === 'string') return [[prefix + key, value]]
      return typeof value === 'object' && value !== null
        ? [...flatTexts(Object.fromEntries(Object.entries(value)), `${prefix}${key}.`)]
        : []
    }),
  )
}
