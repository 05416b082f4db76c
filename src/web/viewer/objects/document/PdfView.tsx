import { Minus, Plus } from 'lucide-react'
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, TextLayer } from 'pdfjs-dist'
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import type { ObjectViewProps } from '../ObjectView.tsx'
import { PlainView } from '../PlainView.tsx'
import { ReadingArea } from '../ReadingArea.tsx'
import { documentBytes } from './bytes.ts'
import './text-layer.css'

GlobalWorkerOptions.workerSrc = workerUrl

const STEP = 1.25
const LARGEST = 5
const SMALLEST = 0.25

/** An encapsulated PDF (PS3.3 A.45.1), page below page. Its scripts do not run and its links lead nowhere. */
export default function PdfView({ object }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const [opened, setOpened] = useState<PDFDocumentProxy>()
  const [failed, setFailed] = useState(false)
  const [zoom, setZoom] = useState(1)

  useEffect(() => {
    const leaving = new AbortController()
    const reading = documentBytes(object.dataset, leaving.signal).then((data) =>
      getDocument({ data, enableXfa: false, stopAtErrors: false }),
    )
    reading
      .then(async (task) => {
        const document = await task.promise
        if (!leaving.signal.aborted) setOpened(document)
      })
      .catch(() => {
        if (!leaving.signal.aborted) setFailed(true)
      })
    return () => {
      leaving.abort()
      setOpened(undefined)
      void reading.then((task) => task.destroy()).catch(() => undefined)
    }
  }, [object])

  if (failed) return <PlainView object={object} failed />
  if (!opened)
    return (
      <p role="status" className="appear-late p-4 text-12 text-quiet">
        {t('view.opening')}
      </p>
    )
  const zoomBy = (factor: number) =>
    setZoom((before) => Math.min(LARGEST, Math.max(SMALLEST, before * factor)))
  return (
    <div className="absolute inset-0 grid grid-rows-[36px_minmax(0,1fr)]">
      <div className="flex items-center gap-1 border-line border-b px-3 text-12 text-quiet tabular-nums">
        <span className="grow">{t('pdf.pages', { count: opened.numPages })}</span>
        <IconButton label={t('pdf.smaller')} onClick={() => zoomBy(1 / STEP)}>
          <Minus />
        </IconButton>
        <span>{`${Math.round(zoom * 100)} %`}</span>
        <IconButton label={t('pdf.larger')} onClick={() => zoomBy(STEP)}>
          <Plus />
        </IconButton>
      </div>
      <div className="relative">
        <ReadingArea label={t('kind.pdf')} className="bg-press p-4">
          {Array.from({ length: opened.numPages }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
            <PdfPage key={index} document={opened} number={index + 1} zoom={zoom} />
          ))}
        </ReadingArea>
      </div>
    </div>
  )
}

/** One page, drawn when it comes near the screen. */
function PdfPage({ document, number, zoom }: { document: PDFDocumentProxy; number: number; zoom: number }) {
  const { t } = useTranslation('objects')
  const frame = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const texts = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(number <= 2)

  useEffect(() => {
    const element = frame.current
    if (!element || near) return
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setNear(true),
      {
        rootMargin: '800px',
      },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [near])

  useEffect(() => {
    const [element, surface, layer] = [frame.current, canvas.current, texts.current]
    if (!near || !element || !surface || !layer) return
    let stopped = false
    let stop: (() => void) | undefined
    const draw = async () => {
      const page = await document.getPage(number)
      if (stopped) return
      const whole = page.getViewport({ scale: 1 })
      const room = Math.max(200, (element.parentElement?.clientWidth ?? 800) - 32)
      const viewport = page.getViewport({ scale: (room / whole.width) * zoom })
      const density = window.devicePixelRatio || 1
      surface.width = Math.floor(viewport.width * density)
      surface.height = Math.floor(viewport.height * density)
      element.style.width = `${viewport.width}px`
      element.style.height = `${viewport.height}px`
      element.style.setProperty('--total-scale-factor', String(viewport.scale))
      const task = page.render({
        canvas: surface,
        viewport,
        ...(density === 1 ? {} : { transform: [density, 0, 0, density, 0, 0] }),
      })
      stop = () => task.cancel()
      await task.promise
      layer.replaceChildren()
      const words = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport })
      stop = () => words.cancel()
      await words.render()
    }
    // A page that is left while it is being drawn is called off, which is no failure.
    draw().catch(() => undefined)
    return () => {
      stopped = true
      stop?.()
    }
  }, [document, number, zoom, near])

  return (
    <section
      ref={frame}
      aria-label={t('pdf.page', { number, count: document.numPages })}
      className="relative mx-auto mb-4 min-h-40 bg-white shadow-lift"
    >
      <canvas ref={canvas} className="block size-full" />
      <div ref={texts} className="pdf-text" />
    </section>
  )
}
