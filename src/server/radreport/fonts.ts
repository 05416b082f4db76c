import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { create, type Font } from 'fontkit'
import type { Configuration } from '../configuration.ts'

/** The faces of documents: Liberation Sans, and for signs that it lacks the font that the configuration names. */

export const FACES = ['Regular', 'Bold', 'Italic', 'BoldItalic'] as const
export type Face = (typeof FACES)[number]

const FOLDER = join(dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json'))), 'standard_fonts')

export interface Fonts {
  faces: Readonly<Record<Face, Buffer>>
  /** For what the faces do not have. */
  other: Buffer | undefined
  /** Which font has the signs of a text; `undefined` for one that none has, or that runs from right to left. */
  fontOf(text: string): 'own' | 'other' | undefined
}

/** pdfkit sets words from left to right alone. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

const opened = (bytes: Buffer): Font => {
  const font = create(bytes)
  if ('fonts' in font) {
    const [first] = font.fonts
    if (!first) throw new Error('the font file holds no font')
    return first
  }
  return font
}

const has = (font: Font, text: string): boolean =>
  [...text].every((sign) => {
    const code = sign.codePointAt(0) ?? 0
    return code < 0x20 || font.hasGlyphForCodePoint(code)
  })

const known = new Map<string, Fonts>()

/** The fonts of this installation, read once. */
export function documentFonts({ pdf_font }: Pick<Configuration, 'pdf_font'>): Fonts {
  const key = pdf_font ?? ''
  const found = known.get(key)
  if (found) return found
  const face = (name: Face) => readFileSync(join(FOLDER, `LiberationSans-${name}.ttf`))
  const faces = {
    Regular: face('Regular'),
    Bold: face('Bold'),
    Italic: face('Italic'),
    BoldItalic: face('BoldItalic'),
  }
  const own = opened(faces.Regular)
  const other = pdf_font ? readFileSync(pdf_font) : undefined
  const second = other && opened(other)
  const fonts: Fonts = {
    faces,
    other,
    fontOf(text) {
      if (RIGHT_TO_LEFT.test(text)) return undefined
      if (has(own, text)) return 'own'
      return second && has(second, text) ? 'other' : undefined
    },
  }
  known.set(key, fonts)
  return fonts
}
