import { DICTIONARY } from '#contract/dicom/dictionary_data.ts'

/** Keywords of PS3.6 by tag. This module is large: only the list of attributes loads it. */
const keywords = new Map<string, string>()
for (const line of DICTIONARY.split('\n')) {
  const [tag, , keyword] = line.split(' ')
  if (tag && keyword) keywords.set(tag, keyword)
}

/** A keyword as words: `PatientName` is Patient Name, `SOPInstanceUID` SOP Instance UID. */
const spaced = (keyword: string) =>
  keyword.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2').trim()

/** Overlays and curves repeat in groups 60xx and 50xx, which PS3.6 lists once. */
const unrepeated = (tag: string) => (/^[56]0/.test(tag) ? `${tag.slice(0, 2)}00${tag.slice(4)}` : tag)

/** The name of a tag in words; undefined for private and unknown ones. */
export function nameOfTag(tag: string): string | undefined {
  const keyword = keywords.get(tag) ?? keywords.get(unrepeated(tag))
  return keyword === undefined ? undefined : spaced(keyword)
}
