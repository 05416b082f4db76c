import { fetchSigned } from '#web/api/fetch.ts'
import { frameAt } from '../cine/clock.ts'
import { instanceUrl } from '../data/url.ts'
import { windowOfFile } from '../loading/rescale.ts'
import type { Session } from '../state/session.ts'
import { type ImageViewport, windowInForce } from '../viewport/viewport.ts'
import { type PictureChoice, pictureOf, saveFile } from './picture.ts'

/** A stack as a film. */

const TYPES = ['video/mp4;codecs=avc1', 'video/webm;codecs=vp9', 'video/webm'] as const

/** The best form that this browser can record; undefined where it can record none. */
export const clipType = (): string | undefined =>
  typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type))

const FRAME_PATIENCE_MS = 10_000

/** Resolves when the viewport shows what it was asked for. */
function shown(viewport: ImageViewport): Promise<void> {
  const there = () => {
    const { index, target, failure } = viewport.view.get()
    return index === target || failure !== undefined
  }
  if (there()) return Promise.resolve()
  return new Promise((resolve) => {
    const end = viewport.view.subscribe(() => {
      if (!there()) return
      done()
    })
    const timer = setTimeout(() => done(), FRAME_PATIENCE_MS)
    const done = () => {
      clearTimeout(timer)
      end()
      resolve()
    }
  })
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))

/**
 * Records the active stack image by image at its own rate, as it is on the screen, and hands it over as a file. The stack
 * goes back to where it was. `progress` is told of each image.
 */
export async function saveClip(
  session: Session,
  viewport: ImageViewport,
  element: HTMLElement,
  choice: PictureChoice,
  progress: (done: number, count: number) => void,
): Promise<void> {
  const type = clipType()
  const { stack, target: before } = viewport.view.get()
  const cine = session.cine.cineFor(viewport)
  if (!type || !stack || !cine) throw new Error('no film can be made')
  session.cine.stop(viewport)
  const canvas = await pictureOf(element, choice)
  const context = canvas.getContext('2d')
  const stream = canvas.captureStream(0)
  const [track] = stream.getVideoTracks()
  if (!context || !(track instanceof CanvasCaptureMediaStreamTrack)) throw new Error('no film can be made')
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 12_000_000 })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
  recorder.start()
  const period = 1000 / cine.rate
  const count = stack.frames.length
  try {
    for (let step = 0; step < count; step++) {
      const began = performance.now()
      viewport.go(frameAt(cine, 0, step * period + period / 2))
      await shown(viewport)
      await nextFrame()
      const picture = await pictureOf(element, choice)
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.drawImage(picture, 0, 0, canvas.width, canvas.height)
      track.requestFrame()
      progress(step + 1, count)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, period - (performance.now() - began))))
    }
  } finally {
    recorder.stop()
    track.stop()
    viewport.go(before)
  }
  await stopped
  saveFile(new Blob(parts, { type }), type.startsWith('video/mp4') ? 'series.mp4' : 'series.webm')
}

/** The film of one instance as an animated GIF, rendered by the server at its own rate in the window on the screen. */
export async function saveGif(session: Session, viewport: ImageViewport): Promise<void> {
  const view = viewport.view.get()
  const window = windowInForce(view)
  if (!view.frame || !window) throw new Error('no film can be made')
  const { instance, voiFunction } = view.frame
  const { root } = session.openedOf(instance).address
  const { center, width } = windowOfFile(window, instance)
  // A table of the file is what the server shows by itself.
  const query =
    instance.colour || window.table ? '' : `?window=${center},${width},${voiFunction.toLowerCase()}`
  const response = await fetchSigned(`${instanceUrl(root, instance)}/rendered${query}`, {
    headers: { Accept: 'image/gif' },
  })
  if (!response.ok) throw new Error(`no film can be made: HTTP ${response.status}`)
  saveFile(await response.blob(), 'series.gif')
}
