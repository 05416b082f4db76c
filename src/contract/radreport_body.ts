/** The body of a report's template (`/radreport/template/add`), as pages and documents read it. */

export interface TemplateSection {
  /** The report's field. */
  name: string
  title: string
  /** What a new report begins with there. */
  text: string
}

/** A title as the name of a field: `Procedure / technique` is `procedure_technique`. */
export const fieldName = (title: string): string =>
  title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '') || 'text'

/** The section of a body that has none of its own. */
const WHOLE: TemplateSection = { name: 'findings', title: 'Findings', text: '' }

/** The sections of a body, in order. A title that comes twice is one section; words before the first have no place. */
export function sectionsOf(body: string): TemplateSection[] {
  const sections = new Map<string, TemplateSection>()
  const parts = body.replaceAll('\r\n', '\n').split(/^##[ \t]+(.+)$/m)
  if (parts.length === 1) return [{ ...WHOLE, text: body.trim() }]
  for (let n = 1; n < parts.length; n += 2) {
    const title = parts[n]?.trim() ?? ''
    const name = fieldName(title)
    const text = [sections.get(name)?.text, parts[n + 1]?.trim()].filter((part) => part).join('\n')
    sections.set(name, { name, title, text })
  }
  return [...sections.values()]
}

/** The body of these sections. */
export const bodyOf = (sections: readonly Pick<TemplateSection, 'title' | 'text'>[]): string =>
  sections.map(({ title, text }) => `## ${title}\n${text}`.trim()).join('\n\n')

/** The title of a field that no template knows. */
export const titleOf = (name: string): string => {
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
