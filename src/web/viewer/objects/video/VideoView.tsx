import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { buttonClasses } from '#web/ui/Button.tsx'
import { textOf } from '../../data/dicomJson.ts'
import { Tag } from '../../data/tag.ts'
import { fileUrl, filmUrl } from '../../data/url.ts'
import { useSession } from '../../state/context.ts'
import type { ObjectViewProps } from '../ObjectView.tsx'

const MPEG2 = /^1\.2\.840\.10008\.1\.2\.4\.10[01]/
const HEVC = /^1\.2\.840\.10008\.1\.2\.4\.10[78]/

/** A film (PS3.5 A.4.5 to A.4.9), played by the browser where it can; otherwise the reason, and the film to be had. */
export default function VideoView({ object }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const { root } = useSession().openedOf(object).address
  const syntax = textOf(object.dataset, Tag.AvailableTransferSyntaxUID) ?? ''
  const codec = MPEG2.test(syntax) ? 'MPEG-2' : HEVC.test(syntax) ? 'H.265' : 'H.264'
  const [failed, setFailed] = useState(() => !plays(codec))
  const film = filmUrl(root, object)
  if (failed)
    return (
      <div role="alert" className="flex max-w-[480px] flex-col gap-2 p-4 text-13">
        <h3 className="font-strong">{t('video.failed')}</h3>
        <p className="text-quiet">{t('video.why', { codec })}</p>
        <div className="flex flex-wrap gap-2">
          <a
            className={buttonClasses('primary')}
            href={film}
            download={`${object.SOPInstanceUID}.${extension(codec)}`}
          >
            {t('video.download')}
          </a>
          <a
            className={buttonClasses('secondary')}
            href={fileUrl(root, object)}
            download={`${object.SOPInstanceUID}.dcm`}
          >
            {t('view.download')}
          </a>
        </div>
      </div>
    )
  return (
    // biome-ignore lint/a11y/useMediaCaption: a film from a scope has no words
    <video
      src={film}
      controls
      loop
      playsInline
      preload="metadata"
      aria-label={t('kind.video')}
      onError={() => setFailed(true)}
      // A container that opens with a codec that does not: sound and length, and no picture.
      onLoadedMetadata={({ currentTarget }) => {
        if (currentTarget.videoWidth === 0) setFailed(true)
      }}
      className="absolute inset-0 size-full bg-image-ground object-contain"
    />
  )
}

type Codec = 'MPEG-2' | 'H.264' | 'H.265'

const TYPES: Readonly<Record<Codec, string>> = {
  'MPEG-2': 'video/mpeg',
  'H.264': 'video/mp4; codecs="avc1.640029"',
  'H.265': 'video/mp4; codecs="hvc1.1.6.L153.B0"',
}

const plays = (codec: Codec): boolean => document.createElement('video').canPlayType(TYPES[codec]) !== ''

const extension = (codec: Codec) => (codec === 'MPEG-2' ? 'mpg' : 'mp4')
