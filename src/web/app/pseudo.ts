/** The pseudo-language that reads from right to left: it shows what does not mirror and what was never translated. */
export const PSEUDO = 'ar-XB'

const ACCENTS: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  n: 'ñ',
  c: 'ç',
  y: 'ý',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ø',
  U: 'Û',
}

const accented = (text: string): string =>
  text
    .split(/(\{\{.*?\}\}|<[^>]+>|\$t\(.*?\))/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter),
    )
    .join('')

/** Arabic counts in six forms; English has two. */
const FORMS = ['zero', 'two', 'few', 'many']

/** Texts of a language, every one marked and accented, placeholders kept. */
export function pseudo(texts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]): [string, unknown][] => {
      if (typeof value === 'object' && value !== null)
        return [[key, pseudo(Object.fromEntries(Object.entries(value)))]]
      const text = typeof value === 'string' ? `⟦${accented(value)}⟧` : value
      const forms = key.endsWith('_other') ? FORMS.map((form) => key.replace(/other$/, form)) : []
      return [key, ...forms].map((name) => [name, text])
    }),
  )
}
