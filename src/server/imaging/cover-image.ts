import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import sharp, { type OverlayOptions } from 'sharp'
import type { CoverPage } from '../study/coverpage.ts'

/** A cover page as a picture: white on black, as readers are used to. */

const WIDTH = 1024
const HEIGHT = 1024
const MARGIN = 64
const MOST_LINES = 24
const LONGEST = 300

/** A typeface that is there wherever the server is: what draws PDF brings it along. */
const FONT = join(
  dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')),
  'standard_fonts/LiberationSans-Regular.ttf',
)

const escaped = (text: string) =>
  text.slice(0, LONGEST).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

async function drawn(text: string, size: number, grey: string) {
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${grey}">${escaped(text)}</span>`,
      font: `Liberation Sans ${size}`,
      fontfile: FONT,
      width: WIDTH - 2 * MARGIN,
      rgba: true,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true })
  return { input: data, height: info.height }
}

export async function coverImage({ title, lines, footer }: CoverPage): Promise<Buffer> {
  const parts: OverlayOptions[] = []
  let top = MARGIN
  const put = async (text: string, size: number, grey: string, space: number) => {
    if (text.trim() === '') return
    const { input, height } = await drawn(text, size, grey)
    if (top + height > HEIGHT - MARGIN) return
    parts.push({ input, left: MARGIN, top })
    top += height + space
  }
  await put(title, 40, '#ffffff', 56)
  for (const { name, text } of lines.slice(0, MOST_LINES)) {
    await put(name, 18, '#a0a0a0', 6)
    await put(text || '–', 26, '#ffffff', 24)
  }
  if (footer.trim() !== '') {
    const { input, height } = await drawn(footer, 18, '#a0a0a0')
    parts.push({ input, left: MARGIN, top: Math.max(0, HEIGHT - MARGIN - height) })
  }
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#000000' } })
    .composite(parts)
    .png()
    .toBuffer()
}
