import { createElement, type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ObjectViewProps } from '../ObjectView.tsx'
import { PlainView } from '../PlainView.tsx'
import { ReadingArea } from '../ReadingArea.tsx'
import { documentBytes } from './bytes.ts'
import { type CdaDocument, type CdaNode, type CdaSection, readCda } from './cda.ts'

/** An encapsulated clinical document (PS3.3 A.45.2): its narrative, without whatever its style sheet would do. */
export default function CdaView({ object }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const [read, setRead] = useState<CdaDocument | 'failed'>()
  useEffect(() => {
    const leaving = new AbortController()
    documentBytes(object.dataset, leaving.signal)
      .then((bytes) => setRead(readCda(new TextDecoder().decode(bytes)) ?? 'failed'))
      .catch(() => {
        if (!leaving.signal.aborted) setRead('failed')
      })
    return () => leaving.abort()
  }, [object])
  if (read === 'failed') return <PlainView object={object} failed />
  return (
    <ReadingArea label={read?.title || t('kind.cda')}>
      <div className="mx-auto max-w-[760px] px-6 py-4 text-14 [&_td]:border [&_td]:border-line [&_td]:px-2 [&_th]:border [&_th]:border-line [&_th]:px-2 [&_th]:text-start">
        <h3 className="font-strong text-16">{read?.title}</h3>
        {read?.sections.map((section, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a section is its place
          <Section key={index} section={section} />
        ))}
      </div>
    </ReadingArea>
  )
}

const Section = ({ section: { title, content, sections } }: { section: CdaSection }) => (
  <section className="mt-3">
    <h4 className="font-strong">{title}</h4>
    <div className="whitespace-pre-line">{content.map(drawn)}</div>
    {sections.map((inner, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a section is its place
      <Section key={index} section={inner} />
    ))}
  </section>
)

const drawn = (node: CdaNode, index: number): ReactNode =>
  node.kind === 'text'
    ? node.text
    : createElement(node.name, { key: index }, ...(node.name === 'br' ? [] : node.children.map(drawn)))
