import { useQuery } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { keyimageList } from '#contract/keyimage.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { commandQuery } from '#web/api/query.ts'
import { type KeyPicture, type SeriesSummary, seriesOf, thumbnailUrl } from '#web/api/series.ts'
import type { StudyPlace } from '#web/api/study_list.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { PaneSection } from './PaneSection.tsx'

const SHOWN = 8

function Thumbnail({
  study,
  series,
  picture,
  place,
}: {
  study: StudyRecord
  series: SeriesSummary
  picture: KeyPicture | undefined
  place: StudyPlace | undefined
}) {
  const [failed, setFailed] = useState(false)
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const { Modality, SeriesDescription, SeriesInstanceUID, NumberOfSeriesRelatedInstances: images } = series
  const name = SeriesDescription || t('series.unnamed', { number: series.SeriesNumber ?? '' })
  return (
    <Link
      to={`/studies/${study.uuid}/view?series=${SeriesInstanceUID}`}
      state={place}
      className="min-w-0"
      title={name}
    >
      <span className="relative block aspect-square overflow-hidden rounded-1 bg-image-ground text-image-text">
        {failed ? (
          <span className="grid size-full place-items-center font-mono text-11">{Modality}</span>
        ) : (
          <img
            src={thumbnailUrl(study, SeriesInstanceUID, picture)}
            alt=""
            loading="lazy"
            onError={() => setFailed(true)}
            className="size-full object-cover"
          />
        )}
        {picture && (
          <Star
            role="img"
            aria-label={t('series.key')}
            className="!size-3 absolute end-[3px] top-[3px] fill-current"
          />
        )}
        {images !== undefined && (
          <span className="absolute end-[3px] bottom-px font-medium text-[10px] tabular-nums [text-shadow:var(--image-shadow)]">
            {formats.number(images)}
          </span>
        )}
      </span>
      <span className="mt-1 block truncate font-medium text-11 text-quiet">{name}</span>
    </Link>
  )
}

/** The series of the study as pictures; each opens the viewer there. */
export function SeriesSection({ study, place }: { study: StudyRecord; place: StudyPlace | undefined }) {
  const { t } = useTranslation('studies')
  const [all, setAll] = useState(false)
  const { data, error, refetch } = useQuery({ ...seriesOf(study), placeholderData: (before) => before })
  const shown = all ? data : data?.slice(0, SHOWN)
  const keys = useQuery({
    ...commandQuery(keyimageList, { study_id: study.uuid }),
    enabled: study.image_count > 0 && study.permissions.keyimage_view !== 0,
  }).data?.images
  const pictureOf = (uid: string) => keys?.find(({ series_uid }) => series_uid === uid)
  return (
    <PaneSection
      title={t('series.title')}
      note={
        data === undefined
          ? undefined
          : `${t('series.count', { count: data.length })}, ${t('images', { count: study.image_count })}`
      }
    >
      {error ? (
        <p className="flex items-center gap-2 text-12 text-quiet">
          {t('series.failed')}
          <button type="button" className="text-accent-text" onClick={() => void refetch()}>
            {t('again')}
          </button>
        </p>
      ) : (
        <div className="grid grid-cols-4 gap-1.5">
          {shown?.map((series) => (
            <Thumbnail
              key={series.SeriesInstanceUID}
              study={study}
              series={series}
              picture={pictureOf(series.SeriesInstanceUID)}
              place={place}
            />
          ))}
          {data === undefined &&
            [1, 2, 3, 4].map((place) => <Skeleton key={place} className="!h-auto aspect-square" />)}
        </div>
      )}
      {!all && data !== undefined && data.length > SHOWN && (
        <button type="button" className="mt-2 text-12 text-accent-text" onClick={() => setAll(true)}>
          {t('series.more', { count: data.length - SHOWN })}
        </button>
      )}
    </PaneSection>
  )
}
