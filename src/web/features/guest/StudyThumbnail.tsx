import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'
import { seriesOf, thumbnailUrl } from '#web/api/series.ts'

/** The first series of a study as a small picture; the modality where it has none. */
export function StudyThumbnail({ study }: { study: StudyRecord }) {
  const [failed, setFailed] = useState(false)
  const first = useQuery(seriesOf(study)).data?.[0]
  return (
    <span className="grid size-14 shrink-0 place-items-center overflow-hidden rounded-1 bg-image-ground text-image-text">
      {first && !failed ? (
        <img
          src={thumbnailUrl(study, first.SeriesInstanceUID)}
          alt=""
          loading="lazy"
          onError={() => setFailed(true)}
          className="size-full object-cover"
        />
      ) : (
        <span className="font-mono text-11">{study.modality?.split('\\')[0]}</span>
      )}
    </span>
  )
}
