import { useState } from 'react'
import { thumbnailUrl } from '../data/fetchSeries.ts'
import { instanceUrl, type StudyAddress } from '../data/url.ts'
import type { Frame } from '../stacks/frame.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

/** The small picture of a stack, drawn by the server. Without one the tile stays black: its texts say what it is. */
export function Thumbnail({ address, frame }: { address: StudyAddress; frame: Frame | undefined }) {
  const [failed, setFailed] = useState(false)
  const over = useStore(useSession().first.store, (first) => first.over)
  if (!frame || failed || !over) return null
  return (
    <img
      src={`${instanceUrl(address.root, frame.instance)}/frames/${frame.frameNumber}/thumbnail`}
      alt=""
      loading="lazy"
      draggable={false}
      onError={() => setFailed(true)}
      className="block size-full object-cover"
    />
  )
}

/** The same for a whole series, for lists that know no more of it than its UID. */
export function SeriesThumbnail({
  address,
  SeriesInstanceUID,
}: {
  address: StudyAddress
  SeriesInstanceUID: string
}) {
  const [failed, setFailed] = useState(false)
  const over = useStore(useSession().first.store, (first) => first.over)
  if (failed || !over) return null
  return (
    <img
      src={thumbnailUrl(address, SeriesInstanceUID)}
      alt=""
      loading="lazy"
      draggable={false}
      onError={() => setFailed(true)}
      className="block size-full object-cover"
    />
  )
}
