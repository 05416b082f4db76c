/** Pictures of viewports as they are on the screen: the image, and if wanted what is drawn and written over it. */

export interface PictureChoice {
  /** Marks, layers, reference lines and the ruler. */
  readonly marks: boolean
  /** Everything that is written in the corners and at the edges, patient data among it. */
  readonly texts: boolean
}

const HANDED_ON = [
  'color',
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'paint-order',
] as const

/** What a drawing may reach beyond its own box, CSS pixels: a ruler's label does. */
const BEYOND = 80

/** A drawing with its styles written into it: alone it does not know the page's classes. */
function standalone(svg: SVGSVGElement, width: number, height: number, beyond: number): string {
  const clone = svg.cloneNode(true)
  if (!(clone instanceof SVGSVGElement)) return ''
  const [originals, copies] = [svg, clone].map((root) => [root, ...root.querySelectorAll<SVGElement>('*')])
  originals?.forEach((original, index) => {
    const style = getComputedStyle(original)
    const copy = copies?.[index]
    for (const name of HANDED_ON) copy?.style.setProperty(name, style.getPropertyValue(name))
  })
  clone.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const [wide, high] = [width + 2 * beyond, height + 2 * beyond]
  clone.setAttribute('width', String(wide))
  clone.setAttribute('height', String(high))
  if (beyond > 0) clone.setAttribute('viewBox', `${-beyond} ${-beyond} ${wide} ${high}`)
  clone.removeAttribute('class')
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(clone))}`
}

const loaded = async (source: string): Promise<HTMLImageElement> => {
  const image = new Image()
  image.src = source
  await image.decode()
  return image
}

type Frame = Pick<DOMRect, 'left' | 'top'>

function write(context: CanvasRenderingContext2D, viewport: Element, frame: Frame): void {
  const walker = document.createTreeWalker(viewport, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (!element || text === '' || element.closest('svg, [hidden], .sr-only, button, form, [role=alert]'))
      continue
    const style = getComputedStyle(element)
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width === 0) continue
    const ground = style.backgroundColor
    if (ground !== 'rgba(0, 0, 0, 0)' && ground !== 'transparent') {
      const around = element.getBoundingClientRect()
      context.fillStyle = ground
      context.fillRect(around.left - frame.left, around.top - frame.top, around.width, around.height)
    }
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    context.textBaseline = 'middle'
    const [x, y] = [box.left - frame.left, box.top - frame.top + box.height / 2]
    const words = style.textTransform === 'uppercase' ? text.toLocaleUpperCase() : text
    if (ground === 'rgba(0, 0, 0, 0)' || ground === 'transparent') {
      context.strokeStyle = 'black'
      context.lineWidth = 3
      context.lineJoin = 'round'
      context.strokeText(words, x, y)
    }
    context.fillStyle = style.color
    context.fillText(words, x, y)
  }
}

/** One viewport. `viewport` is its element on the page. */
export async function pictureOf(
  viewport: HTMLElement,
  { marks, texts }: PictureChoice,
): Promise<HTMLCanvasElement> {
  const frame = viewport.getBoundingClientRect()
  const scale = window.devicePixelRatio
  const picture = document.createElement('canvas')
  picture.width = Math.round(frame.width * scale)
  picture.height = Math.round(frame.height * scale)
  const context = picture.getContext('2d')
  if (!context) throw new Error('no canvas to draw on')
  context.fillStyle = 'black'
  context.fillRect(0, 0, picture.width, picture.height)
  context.scale(scale, scale)
  const [image, ...layers] = viewport.querySelectorAll('canvas')
  for (const canvas of image ? [image, ...(marks ? layers : [])] : []) {
    const box = canvas.getBoundingClientRect()
    if (canvas.width > 0 && box.width > 0)
      context.drawImage(canvas, box.left - frame.left, box.top - frame.top, box.width, box.height)
  }
  for (const svg of marks ? viewport.querySelectorAll('svg') : []) {
    const box = svg.getBoundingClientRect()
    if (box.width === 0 || box.height === 0 || svg.closest('button, [role=slider]')) continue
    const beyond = svg.hasAttribute('viewBox') ? 0 : BEYOND
    const drawn = await loaded(standalone(svg, box.width, box.height, beyond))
    const [left, top] = [box.left - frame.left - beyond, box.top - frame.top - beyond]
    context.drawImage(drawn, left, top, box.width + 2 * beyond, box.height + 2 * beyond)
  }
  if (texts) write(context, viewport, frame)
  return picture
}

/** The viewports that are on the page, in their order. */
export const viewportsOnPage = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[data-viewport]')].filter(
    (element) => element.getBoundingClientRect().width > 0,
  )

const blobOf = (canvas: HTMLCanvasElement, type: string): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), type, JPEG_QUALITY)
  })

const JPEG_QUALITY = 0.95

export type StillType = 'image/png' | 'image/jpeg'

/** Hands a picture to the browser as a file. Its name says nothing of the patient. */
export async function savePicture(
  viewport: HTMLElement,
  choice: PictureChoice,
  type: StillType,
): Promise<void> {
  const picture = await pictureOf(viewport, choice)
  saveFile(await blobOf(picture, type), type === 'image/png' ? 'image.png' : 'image.jpg')
}

export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken it by then; at once it would find nothing.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
