/**
 * What stands around a noun in French and follows it: articles by gender and elision, some adjectives before it, and a
 * participle right behind it.
 */

export const GENDERS = ['m', 'f'] as const
export type Gender = (typeof GENDERS)[number]

/** Forms before a noun: masculine, feminine, and both before a vowel. Those of several people or things are one pair. */
interface Forms {
  m: string
  f: string
  /** Before a vowel; where the two differ, masculine first. */
  vowel: readonly [m: string, f: string]
}

const elided = (m: string, f: string, vowel: string): Forms => ({ m, f, vowel: [vowel, vowel] })
const plain = (m: string, f: string): Forms => ({ m, f, vowel: [m, f] })

const DETERMINERS: readonly Forms[] = [
  elided('du ', 'de la ', 'de l’'),
  elided('au ', 'à la ', 'à l’'),
  elided('le ', 'la ', 'l’'),
  elided('de ', 'de ', 'd’'),
  { m: 'ce ', f: 'cette ', vowel: ['cet ', 'cette '] },
  { m: 'mon ', f: 'ma ', vowel: ['mon ', 'mon '] },
  { m: 'son ', f: 'sa ', vowel: ['son ', 'son '] },
  plain('tous les ', 'toutes les '),
  plain('tous vos ', 'toutes vos '),
  plain('tous ces ', 'toutes ces '),
  plain('un ', 'une '),
  plain('aucun ', 'aucune '),
  plain('quel ', 'quelle '),
  plain('quels ', 'quelles '),
  plain('certains ', 'certaines '),
  plain('tout ', 'toute '),
]

const ADJECTIVES: readonly Forms[] = [
  { m: 'nouveau ', f: 'nouvelle ', vowel: ['nouvel ', 'nouvelle '] },
  plain('nouveaux ', 'nouvelles '),
  plain('premier ', 'première '),
  plain('premiers ', 'premières '),
  plain('dernier ', 'dernière '),
  plain('derniers ', 'dernières '),
  plain('ancien ', 'ancienne '),
  plain('anciens ', 'anciennes '),
  plain('seul ', 'seule '),
  plain('autre ', 'autre '),
  plain('autres ', 'autres '),
  plain('même ', 'même '),
]

const textsOf = (all: readonly Forms[]) =>
  [...new Set(all.flatMap(({ m, f, vowel }) => [m, f, ...vowel]))].toSorted((a, b) => b.length - a.length)
const anyOf = (all: readonly Forms[]) => textsOf(all).join('|').replaceAll(' ', '[ \u00a0]')

/** What may stand before a noun; two groups, the determiner and the adjective. */
export const BEFORE = `(?:(${anyOf(DETERMINERS)})?(${anyOf(ADJECTIVES)})?)`
/** What may stand behind it: a participle, maybe after a form of “être”; two groups. */
export const BEHIND =
  '((?: (?:n’)?(?:est|sont|sera|seront|a été|ont été|étaient|était)(?: pas| plus| déjà)?)?)( \\p{L}+(?:ées|és|ée|é)(?!\\p{L}))?'

const startsWithVowel = (text: string) => /^[aeiouyhàâäéèêëîïôöûùüœ]/i.test(text)
const isUpper = (letter: string) => letter !== letter.toLowerCase()
const like = (text: string, model: string) =>
  isUpper(model.charAt(0)) ? text.charAt(0).toUpperCase() + text.slice(1) : text

/** The form of a determiner or adjective that fits what follows. */
function fitted(all: readonly Forms[], standing: string, gender: Gender, next: string): string {
  const text = standing.toLowerCase().replaceAll('\u00a0', ' ')
  const forms = all.find(({ m, f, vowel }) => [m, f, ...vowel].includes(text))
  if (!forms) return standing
  const [masculine, feminine] = forms.vowel
  const before = startsWithVowel(next) ? (gender === 'm' ? masculine : feminine) : forms[gender]
  return like(before, standing)
}

const agreed = (participle: string, from: Gender, to: Gender): string => {
  if (from === to) return participle
  return to === 'f' ? participle.replace(/é(s?)$/, 'ée$1') : participle.replace(/ée(s?)$/, 'é$1')
}

export interface Phrase {
  determiner: string | undefined
  adjective: string | undefined
  /** The noun, in the case in which it stands. */
  noun: string
  verb: string | undefined
  participle: string | undefined
}

/** The phrase with another noun. */
export function rephrased(
  { determiner, adjective, noun, verb, participle }: Phrase,
  from: Gender,
  to: Gender,
): string {
  const qualified = adjective ? fitted(ADJECTIVES, adjective, to, noun) : ''
  const before = determiner ? fitted(DETERMINERS, determiner, to, qualified + noun) : ''
  return before + qualified + noun + (verb ?? '') + (participle ? agreed(participle, from, to) : '')
}
