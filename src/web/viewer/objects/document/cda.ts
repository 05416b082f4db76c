/** The narrative of a clinical document (HL7 CDA R2), as far as a reader needs it. No script, style or link of it lives on. */
export type CdaNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'element'; readonly name: CdaElement; readonly children: readonly CdaNode[] }

const ELEMENTS = {
  paragraph: 'p',
  content: 'span',
  list: 'ul',
  item: 'li',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tfoot: 'tfoot',
  tr: 'tr',
  th: 'th',
  td: 'td',
  sub: 'sub',
  sup: 'sup',
  br: 'br',
  caption: 'strong',
} as const

export type CdaElement = (typeof ELEMENTS)[keyof typeof ELEMENTS]

export interface CdaSection {
  readonly title: string
  readonly content: readonly CdaNode[]
  readonly sections: readonly CdaSection[]
}

export interface CdaDocument {
  readonly title: string
  readonly sections: readonly CdaSection[]
}

const isKnown = (name: string): name is keyof typeof ELEMENTS => name in ELEMENTS

const elements = (parent: Element, name: string): Element[] =>
  [...parent.children].filter(({ localName }) => localName === name)

const DEEPEST = 40

function nodesOf(element: Element, depth: number): CdaNode[] {
  if (depth > DEEPEST) return []
  return [...element.childNodes].flatMap((node): CdaNode[] => {
    if (node.nodeType === Node.TEXT_NODE) return [{ kind: 'text', text: node.textContent ?? '' }]
    if (!(node instanceof Element)) return []
    const children = nodesOf(node, depth + 1)
    return isKnown(node.localName)
      ? [{ kind: 'element', name: ELEMENTS[node.localName], children }]
      : children
  })
}

function sectionOf(section: Element, depth = 0): CdaSection {
  return {
    title: elements(section, 'title')[0]?.textContent?.trim() ?? '',
    content: elements(section, 'text').flatMap((text) => nodesOf(text, 0)),
    sections:
      depth > DEEPEST
        ? []
        : elements(section, 'component')
            .flatMap((component) => elements(component, 'section'))
            .map((inner) => sectionOf(inner, depth + 1)),
  }
}

/** Reads a document; undefined when it is no CDA. */
export function readCda(xml: string): CdaDocument | undefined {
  const root = new DOMParser().parseFromString(xml, 'application/xml').documentElement
  if (root.localName !== 'ClinicalDocument') return undefined
  const sections = elements(root, 'component')
    .flatMap((component) => elements(component, 'structuredBody'))
    .flatMap((body) => elements(body, 'component'))
    .flatMap((component) => elements(component, 'section'))
  return {
    title: elements(root, 'title')[0]?.textContent?.trim() ?? '',
    sections: sections.map((section) => sectionOf(section)),
  }
}
