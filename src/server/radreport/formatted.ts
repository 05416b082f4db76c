import sanitize from 'sanitize-html'
import { KEY_IMAGES } from '#contract/radreport.ts'
import { Refusal } from '../refusal.ts'

/** The texts of a report: plain, or HTML of these tags for who may use them (`radreport_html_format`). */

/** Of all fields of a report together, as JSON. */
const MOST_CHARACTERS = 200_000

const TAGS = [
  'p',
  'br',
  'div',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'sub',
  'sup',
  'ul',
  'ol',
  'li',
  'h1',
  'h2',
  'h3',
]

/** Does a text use one of them? */
const FORMATTED = new RegExp(`</?(${TAGS.join('|')})\\s*/?>`, 'i')

const safe = (text: string): string =>
  sanitize(text, { allowedTags: TAGS, allowedAttributes: {}, disallowedTagsMode: 'discard' })

/** What stands in it, without its tags, a line for each of its blocks. */
export function plainText(html: string): string {
  const lines = html.replaceAll(/<(?:br|\/p|\/div|\/li|\/h[1-3])\s*\/?>/gi, '$&\n')
  return sanitize(lines, { allowedTags: [], allowedAttributes: {}, textFilter: unescaped })
    .replaceAll(/[ \t]+\n/g, '\n')
    .trim()
}

const NAMED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|amp);/g, (name) => NAMED[name] ?? name)

export interface ReportTexts {
  fields: Record<string, unknown>
  html: boolean
}

const isKept = (fields: Readonly<Record<string, unknown>>): boolean =>
  JSON.stringify(fields).length <= MOST_CHARACTERS

const changed = (fields: Readonly<Record<string, unknown>>, change: (text: string) => string) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' && name !== KEY_IMAGES ? change(value) : value,
    ]),
  )

/**
 * Fields as they are kept. Who may not format writes plain text, in which `<b>` is three characters; where they change what
 * was formatted, its tags go.
 */
export function keptTexts(
  fields: Readonly<Record<string, unknown>>,
  { mayFormat, wasHtml }: { mayFormat: boolean; wasHtml: boolean },
): ReportTexts {
  if (!isKept(fields)) throw new Refusal('TOO_LONG', 'fields')
  if (!mayFormat) return { fields: wasHtml ? changed(fields, plainText) : { ...fields }, html: false }
  const html = Object.values(fields).some((value) => typeof value === 'string' && FORMATTED.test(value))
  return html ? { fields: changed(fields, safe), html } : { fields: { ...fields }, html }
}

/** The words of a report in one line: what it concludes, or what it begins with. */
export function summaryOf({ fields, html }: ReportTexts, most = 120): string {
  const texts = Object.entries(fields).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '',
  )
  const conclusion = texts.find(([name]) => /impression|conclusion|summary/i.test(name))
  const [, text = ''] = conclusion ?? texts[0] ?? []
  const line = (html ? plainText(text) : text).replaceAll(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line
}
