import { fetchSeriesList, fetchSeriesMetadata } from '../data/fetchSeries.ts'
import { opensWith } from '../data/series.ts'
import { addressOf } from '../data/url.ts'
import { loadImage } from '../loading/loadImage.ts'
import { forgetStack, registerStack } from '../loading/metadata.ts'
import { readingOrder } from '../loading/order.ts'
import { pictureCache } from '../loading/pictureCache.ts'
import { openingIndex, seriesContent } from '../stacks/stack.ts'
import type { SuvType } from '../stacks/suvTypes.ts'

/** The share of the kept pictures that those of a study may fill which nobody has opened. */
const SHARE = 0.6

/**
 * Fetches what a study begins with: its first series, from the image on that it opens with. When the study is opened
 * its pictures are there. Rejects when it does not come, or `signal` aborts.
 */
export async function bringBeginning(
  study: Parameters<typeof addressOf>[0],
  suvType: SuvType,
  signal: AbortSignal,
): Promise<void> {
  const address = addressOf(study)
  const opening = opensWith(await fetchSeriesList(address, signal), undefined)
  if (!opening) return
  const metadata = await fetchSeriesMetadata(address, opening.SeriesInstanceUID, signal)
  const [stack] = seriesContent(metadata, address.root, suvType).stacks
  if (!stack) return
  registerStack(stack)
  for (const index of readingOrder(stack.frames.length, openingIndex(stack))) {
    const frame = stack.frames[index]
    if (!frame || !pictureCache().roomWithin(SHARE)) break
    await loadImage(frame, 'later', signal)
  }
  // Whoever opens the study makes its images known anew; one that is open already would lose them by this.
  if (!signal.aborted) forgetStack(stack)
}
