import i18next from 'i18next'
import { terminologyTags } from '#contract/terminology.ts'
import { call } from '../call.ts'
import { overlaid, type Tags, type Texts } from './overlay.ts'

/** The texts of the application as they are written, and the words of the account that is looked at over them. */

const written = new Map<string, Map<string, Texts>>()
let shown: { language: string; tags: Tags } = { language: '', tags: {} }

const tagsIn = (language: string): Tags => (shown.language === language ? shown.tags : {})

/** By folder, as they are written. */
export const writtenTexts = (language: string): ReadonlyMap<string, Texts> =>
  written.get(language) ?? new Map()

/** Takes the texts of a folder in, and hands them to i18next in the account's words. */
export function keepTexts(language: string, folder: string, texts: Texts): void {
  const folders = written.get(language) ?? new Map<string, Texts>()
  written.set(language, folders)
  folders.set(folder, texts)
  i18next.addResourceBundle(language, folder, overlaid(language, folder, texts, tagsIn(language)))
}

const same = (one: Tags, other: Tags) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([tag, value]) => other[tag] === value)

/** Shows these words from now on, in the language that is shown. */
async function showWords(language: string, tags: Tags): Promise<void> {
  // Another language was chosen meanwhile, which reads its own.
  if (i18next.language !== language) return
  const before = tagsIn(language)
  shown = { language, tags }
  if (same(before, tags)) return
  for (const [folder, texts] of writtenTexts(language))
    i18next.addResourceBundle(language, folder, overlaid(language, folder, texts, tags), false, true)
  // Whatever shows a text shows it anew.
  await i18next.changeLanguage(language)
}

/** Whose words are shown: an account, or whichever the host or a vanity names. */
export interface WordsOf {
  account_id?: string
  vanity?: string
}

/** Reads the words of an account and shows them; what was shown stays where they can not be read. */
export async function readWords(language: string, of: WordsOf): Promise<void> {
  const { values } = await call(terminologyTags, { language, ...of }, { waitForSession: false })
  const tags = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  await showWords(language, Object.fromEntries(tags))
}
