/**
 * Cover pages (`/namespace/coverpage`): JSON whose values are templates with `{$field}` of the study. The braces of the
 * JSON itself may be written as `\{` and `\}`, as the template language of v3 wants them.
 */

export interface CoverPage {
  title: string
  footer: string
  /** In the order in which they were written. */
  lines: readonly { name: string; text: string }[]
}

/** Templates by name; nothing for a text that is no JSON object of texts. */
export function coverTemplates(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const parsed: unknown = JSON.parse(text.replaceAll(/\\([{}])/g, '$1'))
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
    const entries = Object.entries(parsed)
    if (!entries.every(([, value]) => typeof value === 'string' || typeof value === 'number'))
      return undefined
    return new Map(entries.map(([name, value]) => [name, String(value)]))
  } catch {
    return undefined
  }
}

const filled = (template: string, fields: ReadonlyMap<string, string>): string =>
  template.replaceAll(/\{\s*\$(\w+)\s*\}/g, (_, name: string) => fields.get(name) ?? '')

/** `studyInstanceUid` as people read it. */
const words = (name: string): string => {
  const text = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
}

/** What a cover page says of one study. */
export function coverPage(
  templates: ReadonlyMap<string, string>,
  fields: ReadonlyMap<string, string>,
): CoverPage {
  const text = (name: string) => filled(templates.get(name) ?? '', fields)
  const lines = [...templates.keys()]
    .filter((name) => name !== 'title' && name !== 'footer')
    .map((name) => ({ name: words(name), text: text(name) }))
  return { title: text('title'), footer: text('footer'), lines }
}
