/** The components of one group of a PN value (PS3.5 §6.2.1). */
export interface NameGroup {
  family: string
  given: string
  middle: string
  prefix: string
  suffix: string
}

/** A PN value: the same name in up to three scripts. */
export interface PersonName {
  alphabetic: NameGroup | undefined
  ideographic: NameGroup | undefined
  phonetic: NameGroup | undefined
}

function group(text: string | undefined): NameGroup | undefined {
  if (text === undefined || text.replaceAll('^', '').trim() === '') return undefined
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = text
    .split('^')
    .map((part) => part.trim())
  return { family, given, middle, prefix, suffix }
}

/** Reads a PN value: `Yamada^Tarou=山田^太郎=やまだ^たろう`. */
export function parsePersonName(value: string): PersonName {
  const [alphabetic, ideographic, phonetic] = value.split('=')
  return { alphabetic: group(alphabetic), ideographic: group(ideographic), phonetic: group(phonetic) }
}

const joined = (separator: string, ...parts: readonly string[]) =>
  parts.filter((part) => part !== '').join(separator)

const alphabeticText = ({ family, given, middle, prefix, suffix }: NameGroup) =>
  joined(' ', joined(', ', family, joined(' ', given, middle)), suffix, prefix === '' ? '' : `(${prefix})`)

const nativeText = ({ family, given, middle, prefix, suffix }: NameGroup) =>
  joined(' ', prefix, family, given, middle, suffix)

const IDEOGRAPHIC_LANGUAGES = ['ja', 'zh', 'ko']

/**
 * A PN value as people write it: family name first with a comma, the ideographic form beside it, or before it for
 * readers of Chinese, Japanese and Korean. Carets never show.
 */
export function formatPersonName(value: string | null | undefined, language: string): string {
  if (value === null || value === undefined) return ''
  const { alphabetic, ideographic, phonetic } = parsePersonName(value)
  const latin = alphabetic && alphabeticText(alphabetic)
  const native = ideographic && nativeText(ideographic)
  if (latin !== undefined && native !== undefined) {
    return IDEOGRAPHIC_LANGUAGES.includes(language.slice(0, 2))
      ? `${native} (${latin})`
      : `${latin} (${native})`
  }
  return latin ?? native ?? (phonetic ? nativeText(phonetic) : '')
}
