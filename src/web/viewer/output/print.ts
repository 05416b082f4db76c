import { type PictureChoice, pictureOf } from './picture.ts'

/** A page for paper: who it is above, the viewports as they stand on the screen below. */

export interface PrintedPage {
  readonly title: string
  readonly lines: readonly string[]
  readonly foot: string
  readonly columns: number
}

const STYLE = `
  @page { margin: 12mm }
  body { margin: 0; font: 11px/1.4 system-ui, sans-serif; color: black; background: white }
  h1 { margin: 0; font-size: 15px }
  p { margin: 0 }
  header { margin-bottom: 4mm }
  main { display: grid; gap: 1mm }
  img { width: 100%; display: block }
  footer { margin-top: 3mm; color: #444 }
`

/** Prints by the browser's own dialog, from a frame that goes away with it. */
export async function printPage(
  viewports: readonly HTMLElement[],
  choice: PictureChoice,
  { title, lines, foot, columns }: PrintedPage,
): Promise<void> {
  const frame = document.createElement('iframe')
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
  document.body.append(frame)
  const page = frame.contentDocument
  const view = frame.contentWindow
  if (!page || !view) throw new Error('nothing can be printed')
  const element = (name: string, text?: string) => {
    const made = page.createElement(name)
    if (text !== undefined) made.textContent = text
    return made
  }
  const header = element('header')
  header.append(element('h1', title), ...lines.map((line) => element('p', line)))
  const main = element('main')
  main.style.gridTemplateColumns = `repeat(${columns}, 1fr)`
  for (const viewport of viewports) {
    const image = page.createElement('img')
    image.alt = ''
    image.src = (await pictureOf(viewport, choice)).toDataURL('image/png')
    await image.decode()
    main.append(image)
  }
  page.title = title
  page.head.append(element('style', STYLE))
  page.body.append(header, main, element('footer', foot))
  view.addEventListener('afterprint', () => frame.remove())
  view.print()
}
