import sharp from 'sharp'
import { DicomRefusal } from '../../dicom/refusal.ts'
import { rateOf } from '../../imaging/animation.ts'
import { aviOf } from '../../imaging/avi.ts'
import { filmOf } from '../../imaging/mp4-encode.ts'
import { renderInstance } from '../../imaging/render.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
import type { Services } from '../../services.ts'

/** Single images one after the other, as the viewer plays them. */
const STACK_RATE = 10
const MOST_FRAMES = 5000

/** All frames of a series as one film in the size of the first. */
export async function seriesFilm(
  services: Services,
  instances: readonly StoredInstance[],
  format: 'avi' | 'mp4',
): Promise<Buffer> {
  const [first] = instances
  const frames = instances.flatMap((instance) =>
    Array.from({ length: instance.frames }, (_, frame) => ({ instance, frame })),
  )
  if (!first || frames.length > MOST_FRAMES)
    throw new DicomRefusal('TOO_LARGE', `A film has at most ${MOST_FRAMES} frames`)
  const frameRate = first.frames > 1 ? await rateOf(services, first) : STACK_RATE
  async function* pictures(as: 'png' | 'jpeg') {
    for (const { instance, frame } of frames)
      yield await renderInstance(services, instance, frame, { format: as })
  }
  if (format === 'mp4') return filmOf(pictures('png'), frameRate)
  const all: Buffer[] = []
  let size: { width: number; height: number } | undefined
  for await (const picture of pictures('jpeg')) {
    const { width = 0, height = 0 } = await sharp(picture).metadata()
    size ??= { width, height }
    const same = width === size.width && height === size.height
    all.push(
      same
        ? picture
        : await sharp(picture).resize(size.width, size.height, { fit: 'contain' }).jpeg().toBuffer(),
    )
  }
  return aviOf(all, { width: size?.width ?? 0, height: size?.height ?? 0, frameRate })
}
