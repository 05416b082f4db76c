import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { keepTexts } from '#web/api/wording/wording.ts'
import { PSEUDO, pseudo } from './pseudo.ts'

/**
 * Complete languages. A folder's texts stand in its `locales/{language}.json` and are its namespace by its name; all of
 * a language are one file of the built application, so that a page waits for one answer and not for twenty.
 */
export const LANGUAGES = [
  { value: 'en', label: 'English', load: () => import('./texts/en.ts') },
  { value: 'fr', label: 'Français', load: () => import('./texts/fr.ts') },
] as const

const KEPT = 'collimate.language'
const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur']

export const directionOf = (language: string): 'rtl' | 'ltr' =>
  RIGHT_TO_LEFT.includes(language.slice(0, 2)) ? 'rtl' : 'ltr'

async function loadLanguage(language: string): Promise<void> {
  const source = LANGUAGES.find(({ value }) => value === language) ?? LANGUAGES[0]
  const { texts } = await source.load()
  for (const [path, own] of Object.entries(texts)) {
    const [, folder] = /([^/]+)\/locales\/[^/]+\.json$/.exec(path) ?? []
    if (folder === undefined || i18next.hasResourceBundle(language, folder)) continue
    keepTexts(language, folder, language === PSEUDO ? pseudo(own) : own)
  }
}

function firstLanguage(): string {
  const kept = localStorage.getItem(KEPT)
  const known: readonly string[] = [...LANGUAGES.map(({ value }) => value), PSEUDO]
  if (kept !== null && known.includes(kept)) return kept
  return navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => known.includes(tag)) ?? 'en'
}

function markDocument(language: string): void {
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

/** Changes the language at once and for the next visit of this browser. */
export async function changeLanguage(language: string): Promise<void> {
  await loadLanguage(language)
  await i18next.changeLanguage(language)
  localStorage.setItem(KEPT, language)
  markDocument(language)
}

/** Ready when the texts of the first language are there. */
export async function startLanguage(): Promise<void> {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'app',
    ns: [],
    resources: {},
    interpolation: { escapeValue: false },
  })
  await loadLanguage(language)
  await i18next.changeLanguage(language)
  markDocument(language)
}
