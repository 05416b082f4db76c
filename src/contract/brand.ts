/**
 * What an account looks like: the hue of its accent, its picture, and style rules of its own. All of it is the account's
 * one style sheet (`/account/css`), so that every client has it; what the form knows stands in a comment before it.
 */
export interface Brand {
  /** Degrees in OKLCH; undefined for the standard one. */
  hue: number | undefined
  /** A data URL. */
  logo: string | undefined
  own: string
}

/** Hues of an accent: yellow, green and orange belong to marks on images. */
export const HUES = { least: 200, most: 355, standard: 280 }
/** Bytes of a picture: it travels with every page. */
export const MOST_LOGO = 100_000
export const LOGO_TYPES = ['image/png', 'image/svg+xml', 'image/webp', 'image/jpeg'] as const

const BLOCK = /^\/\* collimate-brand (\{.*?\}) \*\/[\s\S]*?\/\* collimate-brand end \*\/\n?/
const LOGO = /^data:image\/(png|svg\+xml|webp|jpeg);base64,[A-Za-z0-9+/=]+$/

export function readBrand(css: string | null): Brand {
  const text = css ?? ''
  const block = BLOCK.exec(text)
  if (!block) return { hue: undefined, logo: undefined, own: text }
  const own = text.slice(block[0].length)
  try {
    const known: unknown = JSON.parse(block[1] ?? '')
    const of = (name: string): unknown =>
      typeof known === 'object' && known !== null ? new Map(Object.entries(known)).get(name) : undefined
    const hue = of('hue')
    const logo = of('logo')
    return {
      hue: typeof hue === 'number' && hue >= HUES.least && hue <= HUES.most ? hue : undefined,
      logo: typeof logo === 'string' && LOGO.test(logo) ? logo : undefined,
      own,
    }
  } catch {
    return { hue: undefined, logo: undefined, own: text }
  }
}

/** The accent's tokens: lightness and chroma as the standard ones have them, which keeps their contrast. */
const DARK = {
  accent: '0.545 0.185',
  'accent-hover': '0.500 0.190',
  'on-accent': '0.990 0.004',
  'accent-text': '0.775 0.110',
  'accent-tint': '0.255 0.050',
  'accent-line': '0.640 0.165',
}
const LIGHT = {
  accent: '0.520 0.195',
  'accent-hover': '0.470 0.195',
  'on-accent': '0.995 0.002',
  'accent-text': '0.470 0.190',
  'accent-tint': '0.950 0.022',
  'accent-line': '0.560 0.185',
}

const tokens = (of: Readonly<Record<string, string>>, hue: number) =>
  Object.entries(of)
    .map(([name, value]) => `--${name}:oklch(${value} ${hue})`)
    .join(';')

/** The style sheet of a brand; empty for the standard look. */
export function writeBrand({ hue, logo, own }: Brand): string {
  if (hue === undefined && logo === undefined) return own
  const known = JSON.stringify({
    ...(hue === undefined ? {} : { hue }),
    ...(logo === undefined ? {} : { logo }),
  })
  const rules = [
    ...(hue === undefined
      ? []
      : [`:root{${tokens(DARK, hue)}}`, `[data-theme="light"]{${tokens(LIGHT, hue)}}`]),
    ...(logo === undefined
      ? []
      : ['.brand-mark{display:none}', `.brand-logo{display:block;background-image:url("${logo}")}`]),
  ]
  return `/* collimate-brand ${known} */\n${rules.join('\n')}\n/* collimate-brand end */\n${own}`
}
