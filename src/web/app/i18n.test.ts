import { describe, expect, test } from 'vitest'
import { flatTexts, sources, textsOf } from '../testing/sources.ts'
import { directionOf, LANGUAGES } from './i18n.ts'
import { PSEUDO, pseudo } from './pseudo.ts'

const english = textsOf('en')
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort()

describe.each(LANGUAGES.filter(({ value }) => value !== 'en'))('$label', ({ value: language }) => {
  const other = textsOf(language)

  test.each([...english.keys()])(
    'has every text of %s, with the same placeholders, and none that is empty',
    (folder) => {
      const source = flatTexts(english.get(folder) ?? {})
      const target = flatTexts(other.get(folder) ?? {})
      expect([...target.keys()].sort()).toEqual(keysFor(language, source.keys()))
      for (const [key, text] of target) {
        const original = source.get(key) ?? source.get(key.replace(/_\w+$/, '_other')) ?? ''
        expect({ key, in: placeholders(text) }).toEqual({ key, in: placeholders(original) })
        expect(text).not.toBe('')
      }
    },
  )
})

/** The keys that a language needs: plurals stand in the forms that it has. */
function keysFor(language: string, keys: Iterable<string>): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const plain = [...keys].map((key) => key.replace(/_(zero|one|two|few|many|other)$/, '_*'))
  return [...new Set(plain)]
    .flatMap((key) => (key.endsWith('_*') ? forms.map((form) => key.replace('*', form)) : key))
    .sort()
}

/** A key may be built from parts: `t(\`a.${b}\`)` needs at least one text below `a.`. */
function usedKeys(source: string): { key: string; open: boolean }[] {
  const plain = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => ({
    key: match[1] ?? '',
    open: false,
  }))
  const built = [...source.matchAll(/\bt\(\s*`([^`$]*)\$\{/g)].map((match) => ({
    key: match[1] ?? '',
    open: true,
  }))
  return [...plain, ...built]
}

test('every text that is asked for is there', () => {
  const missing: string[] = []
  for (const [path, source] of Object.entries(sources)) {
    const folders = [...source.matchAll(/(?:useTranslation\(|TFunction<)'(\w+)'/g)].map(
      (match) => match[1] ?? '',
    )
    const keys = new Set(folders.flatMap((folder) => [...flatTexts(english.get(folder) ?? {}).keys()]))
    if (folders.length === 0) continue
    for (const { key, open } of usedKeys(source)) {
      const known = open
        ? [...keys].some((one) => one.startsWith(key))
        : keys.has(key) || keys.has(`${key}_other`)
      if (!known) missing.push(`${path}: ${key}`)
    }
  }
  expect(missing).toEqual([])
})

test('no text stands in the code', () => {
  const found: string[] = []
  for (const [path, source] of Object.entries(sources)) {
    if (!path.endsWith('.tsx')) continue
    const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    for (const [, text] of code.matchAll(/<\w[^<>]*(?<!=)>\s*([^<>{}\n]*[A-Za-z]{3,}[^<>{}\n]*)\s*<\//g))
      found.push(`${path}: ${text}`)
    for (const [attribute] of code.matchAll(
      /\s(aria-label|title|placeholder|alt|label)="[^"]*[A-Za-z]{2,}[^"]*"/g,
    )) {
      found.push(`${path}:${attribute}`)
    }
  }
  expect(found).toEqual([])
})

test('the pseudo-language reads from right to left, changes every text and keeps placeholders', () => {
  expect(directionOf(PSEUDO)).toBe('rtl')
  expect(directionOf('fr')).toBe('ltr')
  for (const texts of english.values()) {
    const changed = flatTexts(pseudo(texts))
    for (const [key, text] of flatTexts(texts)) {
      expect(changed.get(key)).not.toBe(text)
      expect(placeholders(changed.get(key) ?? '')).toEqual(placeholders(text))
    }
  }
})

/** Left and right in class names do not mirror; start and end do. Cursor, overscroll and translate have no logical form. */
const PHYSICAL =
  /(?<![\w-])-?(?:(?:m|p)[lr]|left|right|border-[lr]|rounded-[lr]|rounded-[tb][lr]|text-left|text-right|float-left|float-right|scroll-m[lr]|scroll-p[lr])(?:-[\w.[\]()/%-]+)?(?=[\s'"`])/

test('layouts mirror: classes name start and end, never left and right', () => {
  const found: string[] = []
  for (const [path, source] of Object.entries(sources)) {
    for (const [, classes] of source.matchAll(/className=(?:"|\{[^}]*?['"`])([^"'`]+)/g)) {
      const physical = PHYSICAL.exec(`${classes} `)
      if (physical && !path.includes('/viewer/')) found.push(`${path}: ${physical[0]}`)
    }
  }
  expect(found).toEqual([])
})
