import { KEY_IMAGES } from '#contract/radreport.ts'
import { sectionsOf, type TemplateSection, titleOf } from '#contract/radreport_body.ts'
import type { ReportImage } from '#web/api/report_panel.ts'

/** The fields of a report as they are written: texts by section, and pictures. */

export type ReportFields = Readonly<Record<string, unknown>>

/** The sections of a report: those of its template in order, then what else it has. */
export function sectionsWith(
  fields: ReportFields,
  body: string | undefined,
): readonly Pick<TemplateSection, 'name' | 'title'>[] {
  const known = body === undefined ? [] : sectionsOf(body)
  const others = Object.entries(fields)
    .filter(([name, value]) => typeof value === 'string' && !known.some((one) => one.name === name))
    .map(([name]) => ({ name, title: titleOf(name) }))
  return [...known, ...others]
}

/** What a new report begins with. */
export const startingFields = (body: string): ReportFields =>
  Object.fromEntries(sectionsOf(body).map(({ name, text }) => [name, text]))

const isText = (value: unknown): value is string => typeof value === 'string'
export const textIn = (fields: ReportFields, name: string): string => {
  const value = fields[name]
  return isText(value) ? value : ''
}

const hasNames = (value: object): value is { series_uid: unknown; instance_uid: unknown } =>
  'series_uid' in value && 'instance_uid' in value

/** The pictures that a report shows. What is none is left out. */
export function imagesIn(fields: ReportFields): ReportImage[] {
  const value = fields[KEY_IMAGES]
  if (!Array.isArray(value)) return []
  return value.flatMap((one: unknown): ReportImage[] => {
    if (typeof one !== 'object' || one === null || !hasNames(one)) return []
    const { series_uid, instance_uid } = one
    if (!isText(series_uid) || !isText(instance_uid)) return []
    const rest = new Map(Object.entries(one))
    const label = rest.get('label')
    const frame = Number(rest.get('frame_number') ?? 1)
    return [{ series_uid, instance_uid, frame_number: frame, label: isText(label) ? label : '' }]
  })
}

export const isSameImage = (a: ReportImage, b: ReportImage): boolean =>
  a.instance_uid === b.instance_uid && a.frame_number === b.frame_number

/** Without its tags, a line for each of its blocks: what a plain field is written with. */
export function wordsOf(html: string): string {
  const page = new DOMParser().parseFromString(
    html.replaceAll(/<(?:br|\/p|\/div|\/li|\/h[1-3])\s*\/?>/gi, '$&\n'),
    'text/html',
  )
  return (page.body.textContent ?? '').replaceAll(/[ \t]+\n/g, '\n').trim()
}

/** Fields that are all plain. */
export const plainFields = (fields: ReportFields, html: boolean): ReportFields =>
  html
    ? Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, isText(value) ? wordsOf(value) : value]),
      )
    : fields
