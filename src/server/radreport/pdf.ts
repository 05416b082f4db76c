import PDFDocument from 'pdfkit'
import sharp from 'sharp'
import type { Block, Run } from './blocks.ts'
import type { DocumentPart, ReportDocument } from './document.ts'
import { FACES, type Face, type Fonts } from './fonts.ts'

/** Sets a report's document as PDF. */

/** The document has signs that no font of this installation has. */
export class Unprintable extends Error {}

const MARGIN = 56
const SIZE = { title: 17, heading: 11, text: 10, small: 8.5 }
const INK = { text: '#16181d', quiet: '#5b6270', line: '#c9cdd6' }
const FOOTER = 30
const INDENT = 16
const OTHER = 'Other'

type Pdf = InstanceType<typeof PDFDocument>

interface Page {
  pdf: Pdf
  fonts: Fonts
  width: number
}

const faceOf = ({ bold, italic }: Pick<Run, 'bold' | 'italic'>): Face =>
  bold ? (italic ? 'BoldItalic' : 'Bold') : italic ? 'Italic' : 'Regular'

/** Narrow and thin spaces as a plain one that does not break: few fonts have them. */
const spaced = (text: string): string => text.replaceAll(/[\u2000-\u200a\u202f]/g, '\u00a0')

function fontFor({ fonts }: Page, face: Face, given: string): string {
  const text = spaced(given)
  const font = fonts.fontOf(text)
  if (!font) throw new Unprintable()
  return font === 'own' ? face : OTHER
}

/** Words in one look, at the place where the last ones ended. */
function say(
  page: Page,
  text: string,
  face: Face,
  size: number,
  options: PDFKit.Mixins.TextOptions = {},
): void {
  page.pdf
    .font(fontFor(page, face, text))
    .fontSize(size)
    .text(spaced(text), options)
}

/** Room for so many points, or the next page. */
function keep({ pdf }: Page, height: number): void {
  if (pdf.y + height > pdf.page.height - MARGIN - FOOTER) pdf.addPage()
}

/** Points from the top of a line to the foot of what stands below it: smaller words are at the top by themselves. */
const BELOW = 0.905 * SIZE.text + 1

function setBlock(page: Page, block: Block): void {
  const { pdf, width } = page
  if (block.runs.length === 0) {
    pdf.moveDown(0.6)
    return
  }
  const left = MARGIN + (block.kind === 'item' ? INDENT * Math.max(1, block.depth) : 0)
  keep(page, SIZE.text * 1.6)
  if (block.kind === 'item') {
    const { y } = pdf
    say(page, block.marker ?? '•', 'Regular', SIZE.text, {
      width: INDENT,
      lineBreak: false,
    })
    pdf.y = y
  }
  pdf.x = left
  block.runs.forEach((run, n) => {
    const face = faceOf({ ...run, bold: run.bold || block.kind === 'heading' })
    const { shift } = run
    const size = shift ? SIZE.text * 0.7 : SIZE.text
    pdf.font(fontFor(page, face, run.text)).fontSize(size)
    pdf.text(spaced(run.text), {
      width: width - (left - MARGIN),
      continued: n < block.runs.length - 1,
      underline: run.underline,
      strike: run.strike,
      lineGap: 2,
      ...(shift === 'down' ? { baseline: -BELOW } : {}),
    })
  })
  pdf.x = MARGIN
}

function setHead(page: Page, document: ReportDocument, logo: Buffer | undefined): void {
  const { pdf, width } = page
  const top = pdf.y
  if (logo) pdf.image(logo, MARGIN, top, { fit: [width / 2, 34], valign: 'center' })
  pdf.fillColor(INK.quiet)
  say(page, document.letterhead, 'Regular', SIZE.small, { align: logo ? 'right' : 'left', width })
  pdf.y = Math.max(pdf.y, logo ? top + 34 : 0) + 8
  pdf
    .moveTo(MARGIN, pdf.y)
    .lineTo(MARGIN + width, pdf.y)
    .lineWidth(0.7)
    .stroke(INK.line)
  pdf.y += 14
  pdf.fillColor(INK.text)
  pdf.addStructure(pdf.struct('H1', {}, () => say(page, document.title, 'Bold', SIZE.title, { width })))
  if (document.draft !== undefined) {
    pdf.moveDown(0.2)
    say(page, document.draft, 'BoldItalic', SIZE.heading, { width })
  }
  pdf.moveDown(0.6)
}

const LABEL = 110

/** Whom and what it is about, in two columns. */
function setFacts(page: Page, { facts }: ReportDocument): void {
  const { pdf, width } = page
  const column = width / 2
  for (let n = 0; n < facts.length; n += 2) {
    const row = facts.slice(n, n + 2)
    keep(page, 2 * SIZE.text)
    const top = pdf.y
    let bottom = top
    row.forEach(([label, value], at) => {
      const left = MARGIN + at * column
      pdf.fillColor(INK.quiet)
      pdf.font(fontFor(page, 'Regular', label)).fontSize(SIZE.small)
      pdf.text(spaced(label), left, top + 1, { width: LABEL - 8 })
      bottom = Math.max(bottom, pdf.y)
      pdf.fillColor(INK.text)
      pdf.font(fontFor(page, 'Regular', value)).fontSize(SIZE.text)
      pdf.text(spaced(value), left + LABEL, top, { width: column - LABEL - 8 })
      bottom = Math.max(bottom, pdf.y)
    })
    pdf.x = MARGIN
    pdf.y = bottom + 3
  }
  pdf.moveDown(0.8)
}

function setPart(page: Page, part: DocumentPart, signature: Buffer | undefined): void {
  const { pdf, width } = page
  if (part.title !== undefined) {
    keep(page, 60)
    pdf
      .moveTo(MARGIN, pdf.y)
      .lineTo(MARGIN + width, pdf.y)
      .lineWidth(0.7)
      .stroke(INK.line)
    pdf.y += 10
    pdf.addStructure(
      pdf.struct('H2', {}, () => say(page, part.title ?? '', 'Bold', SIZE.heading + 2, { width })),
    )
    pdf.moveDown(0.4)
  }
  for (const { title, blocks } of part.sections) {
    keep(page, 3.5 * SIZE.text)
    if (title !== '') {
      pdf.addStructure(pdf.struct('H3', {}, () => say(page, title, 'Bold', SIZE.heading, { width })))
      pdf.moveDown(0.15)
    }
    for (const block of blocks) pdf.addStructure(pdf.struct('P', {}, () => setBlock(page, block)))
    pdf.moveDown(0.8)
  }
  keep(page, signature ? 70 : 24)
  if (signature) {
    pdf.image(signature, MARGIN, pdf.y, { fit: [160, 46] })
    pdf.y += 50
  }
  pdf.fillColor(INK.quiet)
  say(page, part.closing, 'Regular', SIZE.small, { width })
  pdf.fillColor(INK.text)
  pdf.moveDown(1)
}

function setPictures(page: Page, { pictures: { title, of } }: ReportDocument): void {
  const { pdf, width } = page
  if (of.length === 0) return
  const edge = (width - 16) / 2
  keep(page, edge + 60)
  pdf.addStructure(pdf.struct('H3', {}, () => say(page, title, 'Bold', SIZE.heading, { width })))
  pdf.moveDown(0.3)
  for (let n = 0; n < of.length; n += 2) {
    keep(page, edge + 20)
    const top = pdf.y
    of.slice(n, n + 2).forEach(({ jpeg, label }, at) => {
      const left = MARGIN + at * (edge + 16)
      pdf.image(jpeg, left, top, { fit: [edge, edge], align: 'center' })
      if (label === '') return
      pdf
        .font(fontFor(page, 'Regular', label))
        .fontSize(SIZE.small)
        .fillColor(INK.quiet)
      pdf.text(spaced(label), left, top + edge + 4, { width: edge, align: 'center' })
      pdf.fillColor(INK.text)
    })
    pdf.x = MARGIN
    pdf.y = top + edge + 22
  }
}

/** Whom it is about and which page it is, at the foot of each. */
function setFeet(page: Page, document: ReportDocument): void {
  const { pdf, width } = page
  const { start, count } = pdf.bufferedPageRange()
  for (let n = 0; n < count; n++) {
    pdf.switchToPage(start + n)
    // The foot is below what the margin leaves; words there would begin another page.
    pdf.page.margins.bottom = 0
    const y = pdf.page.height - MARGIN - 4
    pdf.fillColor(INK.quiet)
    for (const [text, align] of [
      [[document.about, document.draft].filter((part) => part).join(' · '), 'left'],
      [document.page(n + 1, count), 'right'],
    ] as const) {
      pdf.font(fontFor(page, 'Regular', text)).fontSize(SIZE.small)
      pdf.text(spaced(text), align === 'left' ? MARGIN : MARGIN + width - 100, y, {
        width: align === 'left' ? width - 110 : 100,
        align,
        height: 2 * SIZE.small,
        ellipsis: true,
        lineBreak: align === 'left',
      })
    }
  }
}

/** Pictures in a form that PDF has. What is none any more is left out. */
const png = async (bytes: Buffer | undefined): Promise<Buffer | undefined> =>
  bytes &&
  sharp(bytes, { limitInputPixels: 16_000_000 })
    .resize({ width: 1200, height: 600, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .png()
    .toBuffer()
    .catch(() => undefined)

/** The document as PDF. Rejects with Unprintable where a sign of it is in none of the fonts. */
export async function reportPdf(document: ReportDocument, fonts: Fonts): Promise<Buffer> {
  const logo = await png(document.logo)
  const signatures = await Promise.all(document.parts.map(({ signature }) => png(signature)))
  const pdf = new PDFDocument({
    size: document.paper,
    margins: { top: MARGIN - 12, bottom: MARGIN + FOOTER - 12, left: MARGIN, right: MARGIN },
    bufferPages: true,
    pdfVersion: '1.7',
    lang: document.language,
    tagged: true,
    displayTitle: true,
    info: { Title: document.title, Author: document.letterhead, Creator: 'Collimate' },
  })
  const chunks: Buffer[] = []
  const written = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    pdf.on('error', reject)
  })
  for (const face of FACES) pdf.registerFont(face, fonts.faces[face])
  if (fonts.other) pdf.registerFont(OTHER, fonts.other)
  const page: Page = { pdf, fonts, width: pdf.page.width - 2 * MARGIN }
  setHead(page, document, logo)
  setFacts(page, document)
  document.parts.forEach((part, n) => {
    setPart(page, part, signatures[n])
  })
  setPictures(page, document)
  setFeet(page, document)
  pdf.end()
  return written
}
