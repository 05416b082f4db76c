import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { instanceUrl } from '../../data/url.ts'
import { useImagePlace } from '../../panel/useImagePlace.ts'
import { useSession } from '../../state/context.ts'
import { ImageLinks } from '../ImageLinks.tsx'
import type { ObjectViewProps } from '../ObjectView.tsx'
import { ReadingArea } from '../ReadingArea.tsx'
import type { Reference } from '../reference.ts'
import { type ContentItem, contentOf } from './content.ts'

const all = (item: ContentItem): ContentItem[] => [item, ...item.children.flatMap(all)]

/** A Key Object Selection: why these images, and each of them as a picture that leads to it (PS3.3 A.35.4). */
export default function KeyObjectsView({ object, cell }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const root = useMemo(() => contentOf(object.dataset), [object])
  const items = all(root)
  const images = items
    .filter(({ valueType }) => valueType === 'IMAGE')
    .flatMap(({ references }) => references)
  const others = items
    .filter(({ valueType }) => valueType === 'COMPOSITE' || valueType === 'WAVEFORM')
    .flatMap(({ references }) => references)
  const texts = items.filter(({ valueType, value }) => valueType === 'TEXT' && value !== '')
  return (
    <ReadingArea label={root.name || t('kind.keyObjects')} className="px-6 py-4">
      <h3 className="font-strong text-16">{root.name || t('kind.keyObjects')}</h3>
      {texts.map(({ value }) => (
        <p key={value} className="mt-1 whitespace-pre-wrap text-14">
          {value}
        </p>
      ))}
      <p className="mt-1 text-12 text-quiet">{t('ko.count', { count: images.length })}</p>
      <ul className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(128px,1fr))] gap-3">
        {images.flatMap((reference) =>
          (reference.frames.length > 0 ? reference.frames : [1]).map((frameNumber) => (
            <KeyImageTile
              key={`${reference.SOPInstanceUID}/${frameNumber}`}
              reference={reference}
              frameNumber={frameNumber}
              object={object}
              cell={cell}
            />
          )),
        )}
      </ul>
      {others.length > 0 && (
        <div className="mt-4 text-13">
          <ImageLinks references={others} object={object} cell={cell} />
        </div>
      )}
    </ReadingArea>
  )
}

function KeyImageTile({
  reference: { SOPInstanceUID },
  frameNumber,
  object,
  cell,
}: {
  reference: Reference
  frameNumber: number
} & ObjectViewProps) {
  const { t } = useTranslation('objects')
  const session = useSession()
  const { text, frame } = useImagePlace({
    studyId: session.openedOf(object).study.uuid,
    SOPInstanceUID,
    frameNumber,
  })
  if (!frame)
    return (
      <li className="grid aspect-square place-items-center rounded-1 border border-line p-2 text-center text-12 text-quiet">
        {t('link.elsewhere')}
      </li>
    )
  return (
    <li>
      <button
        type="button"
        className="block w-full text-start"
        onClick={() => session.jumpBeside(cell, { SOPInstanceUID, frameNumber })}
      >
        <img
          src={`${instanceUrl(session.openedOf(frame.instance).address.root, frame.instance)}/frames/${frameNumber}/thumbnail`}
          alt=""
          loading="lazy"
          className="aspect-square w-full rounded-1 border border-line bg-image-ground object-contain"
        />
        <span className="mt-1 block font-medium text-12 tabular-nums">{text}</span>
      </button>
    </li>
  )
}
