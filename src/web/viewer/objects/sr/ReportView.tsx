import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { useSession } from '../../state/context.ts'
import { useStore } from '../../state/store.ts'
import { ImageLinks } from '../ImageLinks.tsx'
import type { ObjectViewProps } from '../ObjectView.tsx'
import { ReadingArea } from '../ReadingArea.tsx'
import { type ContentItem, contentOf } from './content.ts'
import { figuresOf } from './figures.ts'

/** Any structured report as its content tree: headings, values, and the images it points to as links. */
export default function ReportView({ object, cell }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const formats = useFormats()
  const { layers } = useSession().objects
  const drawn = useStore(layers.store, ({ shown }) => shown.some((layer) => layer.object.id === object.id))
  const root = useMemo(() => contentOf(object.dataset), [object])
  const drawings = useMemo(() => figuresOf(root).length, [root])
  // What a report measured is drawn as soon as it is read.
  useEffect(() => {
    if (drawings > 0) layers.show(object)
  }, [drawings, layers, object])
  const { dataset } = object
  const flag = (tag: string, known: readonly string[]) => {
    const value = textOf(dataset, tag)
    return value !== undefined && known.includes(value) ? t(`sr.${value}`) : undefined
  }
  const state = [
    flag(ObjectTag.CompletionFlag, ['COMPLETE', 'PARTIAL']),
    flag(ObjectTag.VerificationFlag, ['VERIFIED', 'UNVERIFIED']),
    formats.dicomDateTime(textOf(dataset, ObjectTag.ContentDate), textOf(dataset, ObjectTag.ContentTime)),
  ].filter((text) => text !== undefined && text !== '')
  return (
    <ReadingArea label={root.name || t('kind.report')}>
      <div className="mx-auto max-w-[760px] px-6 py-4 text-14">
        <h3 className="font-strong text-16">{root.name || t('kind.report')}</h3>
        <p className="text-12 text-quiet">{state.join(' · ')}</p>
        {drawings > 0 && (
          <div className="mt-2 text-12">
            <Checkbox checked={drawn} onChange={(on) => (on ? layers.show(object) : layers.hide(object.id))}>
              {t('sr.draw', { count: drawings })}
            </Checkbox>
          </div>
        )}
        <Items items={root.children} depth={0} object={object} cell={cell} />
      </div>
    </ReadingArea>
  )
}

function Items({
  items,
  depth,
  object,
  cell,
}: { items: readonly ContentItem[]; depth: number } & ObjectViewProps) {
  if (items.length === 0) return null
  return (
    <ul className={depth === 0 ? 'mt-3' : 'ms-1 border-line border-s ps-3'}>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item of the tree is its place
        <li key={index} className="py-0.5">
          <Item item={item} depth={depth} object={object} cell={cell} />
        </li>
      ))}
    </ul>
  )
}

function Item({ item, depth, object, cell }: { item: ContentItem; depth: number } & ObjectViewProps) {
  const { t } = useTranslation('objects')
  const formats = useFormats()
  const { valueType, name, references, coordinates, children } = item
  const value = written(item, formats)
  if (valueType === 'CONTAINER')
    return (
      <>
        <h4 className={depth === 0 ? 'mt-2 font-strong text-14' : 'font-medium'}>
          {name || t('sr.section')}
        </h4>
        <Items items={children} depth={depth + 1} object={object} cell={cell} />
      </>
    )
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-2">
        {name !== '' && <span className="text-quiet">{name}</span>}
        {value !== '' && (
          <span
            className={
              valueType === 'NUM'
                ? 'font-strong tabular-nums'
                : 'whitespace-pre-wrap [overflow-wrap:anywhere]'
            }
          >
            {value}
          </span>
        )}
        {coordinates && <span className="text-quiet">{t('sr.drawing')}</span>}
        {references.length > 0 && <ImageLinks references={references} object={object} cell={cell} />}
      </div>
      <Items items={children} depth={depth + 1} object={object} cell={cell} />
    </>
  )
}

function written({ valueType, value }: ContentItem, formats: ReturnType<typeof useFormats>): string {
  if (valueType === 'PNAME') return formats.personName(value)
  if (valueType === 'DATE') return formats.dicomDate(value)
  if (valueType === 'DATETIME') return formats.dicomDateTime(value.slice(0, 8), value.slice(8))
  if (valueType === 'TIME') return value.replace(/^(\d\d):?(\d\d).*$/, '$1:$2')
  return value
}
