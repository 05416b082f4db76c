/**
 * An account's own words over the texts of the application (v3 terminology). A tag of its overrides is either
 * `word.NAME.one` or `word.NAME.other`, which stand for a word wherever it appears, or `FOLDER:KEY`, one text.
 */

/** Words of the texts that can be called something else, as each language has them: one, several. */
export const WORDS: Readonly<
  Record<string, Readonly<Record<string, readonly [one: string, other: string]>>>
> = {
  en: {
    study: ['study', 'studies'],
    patient: ['patient', 'patients'],
    series: ['series', 'series'],
    image: ['image', 'images'],
    folder: ['folder', 'folders'],
    location: ['location', 'locations'],
    group: ['group', 'groups'],
    organisation: ['organisation', 'organisations'],
    worklist: ['worklist', 'worklists'],
    inbox: ['inbox', 'inboxes'],
  },
  fr: {
    study: ['examen', 'examens'],
    patient: ['patient', 'patients'],
    series: ['série', 'séries'],
    image: ['image', 'images'],
    folder: ['dossier', 'dossiers'],
    location: ['site', 'sites'],
    group: ['groupe', 'groupes'],
    organisation: ['organisation', 'organisations'],
    worklist: ['liste de travail', 'listes de travail'],
    inbox: ['boîte de réception', 'boîtes de réception'],
  },
}

export const FORMS = ['one', 'other'] as const
export const wordTag = (word: string, form: (typeof FORMS)[number]) => `word.${word}.${form}`

/** Texts of a folder: keys to texts, or to more of the same. */
export type Texts = Readonly<Record<string, unknown>>
/** Values by tag. */
export type Tags = Readonly<Record<string, string>>

interface Replacement {
  pattern: RegExp
  value: string
}

/** Parts of a text that are no words: placeholders, elements, other texts. */
const FIXED = /(\{\{.*?\}\}|<[^>]+>|\$t\(.*?\))/
/** Terms of DICOM keep their name whatever an account calls the thing (PS3.3 C.7.2.1, C.7.3.1). */
const TERM = '(?! Instance UID| ID\\b| UID)'
const LETTER = '[\\p{L}\\p{M}]'

function replacementsOf(language: string, tags: Tags): Replacement[] {
  const found = Object.entries(WORDS[language] ?? {}).flatMap(([word, forms]) =>
    FORMS.flatMap((form, place) => {
      const standing = forms[place] ?? ''
      const value = tags[wordTag(word, form)]
      // One form that is the other's twin says nothing of its own.
      const doubled = place === 1 && forms[0] === forms[1] && tags[wordTag(word, 'one')]
      return value && !doubled ? [{ standing, value }] : []
    }),
  )
  return found
    .toSorted((one, other) => other.standing.length - one.standing.length)
    .map(({ standing, value }) => ({
      pattern: new RegExp(`(?<!${LETTER})(?:(an? )?)(${standing})${TERM}(?!${LETTER})`, 'giu'),
      value,
    }))
}

const isUpper = (letter: string) => letter !== letter.toLowerCase()
const cased = (value: string, like: string) =>
  isUpper(like.charAt(0)) ? value.charAt(0).toUpperCase() + value.slice(1) : value

/** “a study”, but “an exam”. */
function article(before: string | undefined, value: string, language: string): string {
  if (before === undefined || language !== 'en') return before ?? ''
  return cased(/^[aeiou]/i.test(value) ? 'an ' : 'a ', before)
}

function reworded(text: string, replacements: readonly Replacement[], language: string): string {
  return text
    .split(FIXED)
    .map((part, place) =>
      place % 2 === 1
        ? part
        : replacements.reduce(
            (words, { pattern, value }) =>
              words.replace(pattern, (_, before: string | undefined, standing: string) => {
                const next = cased(value, standing)
                return article(before, next, language) + next
              }),
            part,
          ),
    )
    .join('')
}

/** The texts of a folder in an account's words. */
export function overlaid(
  language: string,
  folder: string,
  texts: Texts,
  tags: Tags,
): Record<string, unknown> {
  const replacements = replacementsOf(language, tags)
  const over = (part: Texts, path: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(part).map(([key, value]): [string, unknown] => {
        const at = path === '' ? key : `${path}.${key}`
        if (typeof value === 'object' && value !== null)
          return [key, over(Object.fromEntries(Object.entries(value)), at)]
        if (typeof value !== 'string') return [key, value]
        return [key, tags[`${folder}:${at}`] ?? reworded(value, replacements, language)]
      }),
    )
  return over(texts, '')
}

/** Every text of a folder by its key. */
export function flattened(texts: Texts, path = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof value === 'object' && value !== null)
      return flattened(Object.fromEntries(Object.entries(value)), at)
    return typeof value === 'string' ? [[at, value]] : []
  })
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)|(<\/?\w+)/g)].map((match) => match[1] ?? match[2] ?? '').toSorted()

/** Does a text of an account's own name the same placeholders as the one that it stands for? */
export const sameHoles = (text: string, standing: string): boolean =>
  placeholders(text).join() === placeholders(standing).join()
