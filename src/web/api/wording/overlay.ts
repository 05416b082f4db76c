import { BEFORE, BEHIND, GENDERS, type Gender, rephrased } from './french.ts'

/**
 * An account's own words over the texts of the application (v3 terminology). A tag of its overrides is either
 * `word.NAME.one` or `word.NAME.other`, which stand for a word wherever it appears, `word.NAME.gender`, which says what
 * the own word is where a language has genders, or `FOLDER:KEY`, one text.
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

/** The gender of the standing words, in the languages that have one. */
export const WORD_GENDERS: Readonly<Record<string, Readonly<Record<string, Gender>>>> = {
  fr: {
    study: 'm',
    patient: 'm',
    series: 'f',
    image: 'f',
    folder: 'm',
    location: 'm',
    group: 'm',
    organisation: 'f',
    worklist: 'f',
    inbox: 'f',
  },
}

export const FORMS = ['one', 'other'] as const
export const wordTag = (word: string, form: (typeof FORMS)[number] | 'gender') => `word.${word}.${form}`

/** Texts of a folder: keys to texts, or to more of the same. */
export type Texts = Readonly<Record<string, unknown>>
/** Values by tag. */
export type Tags = Readonly<Record<string, string>>

interface Replacement {
  pattern: RegExp
  value: string
  /** Of the standing word and of the account's own. */
  genders: readonly [from: Gender, to: Gender] | undefined
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
      return value && !doubled ? [{ standing, value, genders: gendersOf(language, word, tags) }] : []
    }),
  )
  return found
    .toSorted((one, other) => other.standing.length - one.standing.length)
    .map(({ standing, ...replacement }) => {
      const [before, behind] = replacement.genders ? [BEFORE, BEHIND] : ['(an? )?', '']
      return {
        pattern: new RegExp(`(?<!${LETTER})${before}(${standing})${TERM}(?!${LETTER})${behind}`, 'giu'),
        ...replacement,
      }
    })
}

function gendersOf(language: string, word: string, tags: Tags): Replacement['genders'] {
  const from = WORD_GENDERS[language]?.[word]
  return from && [from, GENDERS.find((known) => known === tags[wordTag(word, 'gender')]) ?? from]
}

const isUpper = (letter: string) => letter !== letter.toLowerCase()
const cased = (value: string, like: string) =>
  isUpper(like.charAt(0)) ? value.charAt(0).toUpperCase() + value.slice(1) : value

/** “a study”, but “an exam”. */
function article(before: string | undefined, value: string): string {
  if (before === undefined) return ''
  return cased(/^[aeiou]/i.test(value) ? 'an ' : 'a ', before)
}

/** What a match becomes: the own word, and what of its surroundings follows it. */
const replacing =
  ({ value, genders }: Replacement) =>
  (_: string, ...groups: (string | undefined)[]): string => {
    if (!genders) {
      const [before, standing = ''] = groups
      const next = cased(value, standing)
      return article(before, next) + next
    }
    const [determiner, adjective, standing = '', verb, participle] = groups
    return rephrased({ determiner, adjective, noun: cased(value, standing), verb, participle }, ...genders)
  }

function reworded(text: string, replacements: readonly Replacement[]): string {
  return text
    .split(FIXED)
    .map((part, place) =>
      place % 2 === 1
        ? part
        : replacements.reduce((words, one) => words.replace(one.pattern, replacing(one)), part),
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
        return [key, tags[`${folder}:${at}`] ?? reworded(value, replacements)]
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
