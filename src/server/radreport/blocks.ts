import { Parser } from 'htmlparser2'

/** The texts of a report as blocks of words that look alike: what a page is set of. */

export interface Run {
  text: string
  bold: boolean
  italic: boolean
  underline: boolean
  strike: boolean
  /** Above or below the line. */
  shift: 'up' | 'down' | undefined
}

export interface Block {
  kind: 'paragraph' | 'heading' | 'item'
  /** Before an item: a dot or a number. */
  marker?: string
  /** How many lists it stands in. */
  depth: number
  runs: Run[]
}

const PLAIN = { bold: false, italic: false, underline: false, strike: false, shift: undefined }

/** Plain text: a line is a paragraph. */
export const plainBlocks = (text: string): Block[] =>
  text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => ({ kind: 'paragraph', depth: 0, runs: line === '' ? [] : [{ ...PLAIN, text: line }] }))

const LOOK: Readonly<Record<string, Partial<Run>>> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  u: { underline: true },
  s: { strike: true },
  sub: { shift: 'down' },
  sup: { shift: 'up' },
}
const BLOCKS = new Set(['p', 'div', 'li', 'h1', 'h2', 'h3', 'ul', 'ol'])

/** HTML of the tags that `formatted.ts` lets through. */
export function htmlBlocks(html: string): Block[] {
  const blocks: Block[] = []
  const open: string[] = []
  const lists: { ordered: boolean; items: number }[] = []
  let block: Block | undefined
  const begin = (of: Omit<Block, 'runs' | 'depth'>): Block => {
    block = { ...of, depth: lists.length, runs: [] }
    blocks.push(block)
    return block
  }
  const look = () => Object.assign({ ...PLAIN }, ...open.map((name) => LOOK[name] ?? {}))
  const parser = new Parser(
    {
      onopentagname(name) {
        open.push(name)
        if (name === 'ul' || name === 'ol') lists.push({ ordered: name === 'ol', items: 0 })
        const list = lists.at(-1)
        if (name === 'li' && list) {
          list.items++
          begin({ kind: 'item', marker: list.ordered ? `${list.items}.` : '•' })
        } else if (/^h[1-3]$/.test(name)) begin({ kind: 'heading' })
        else if (name === 'br') begin({ kind: 'paragraph' })
        else if (BLOCKS.has(name)) block = undefined
      },
      onclosetag(name) {
        const at = open.lastIndexOf(name)
        if (at >= 0) open.splice(at, 1)
        if (name === 'ul' || name === 'ol') lists.pop()
        if (BLOCKS.has(name)) block = undefined
      },
      ontext(text) {
        const words = text.replaceAll(/\s+/g, ' ')
        if (words === '' || (words === ' ' && !block?.runs.length)) return
        const into = block ?? begin({ kind: 'paragraph' })
        const { text: _, ...of } = { text: '', ...look() }
        into.runs.push({ ...of, text: into.runs.length === 0 ? words.trimStart() : words })
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  return blocks
}
