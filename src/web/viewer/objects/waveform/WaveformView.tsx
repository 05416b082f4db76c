import { Ruler } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import type { ObjectViewProps } from '../ObjectView.tsx'
import { PlainView } from '../PlainView.tsx'
import { ReadingArea } from '../ReadingArea.tsx'
import { Calipers, type Leg } from './Calipers.tsx'
import { type EcgLayout, isTwelveLead, LAYOUTS, paperOf } from './leads.ts'
import { GAINS, type PaperScale, SPEEDS, scaleOf, tracePath } from './scale.ts'
import { annotationsOf, type Recording, recordingsOf } from './waveform.ts'

/** A waveform on paper with its grid: a twelve-lead ECG in the standard layouts, anything else channel by channel. */
export default function WaveformView({ object }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const [recordings, setRecordings] = useState<readonly Recording[] | 'failed'>()
  const [group, setGroup] = useState(0)
  const [layout, setLayout] = useState<EcgLayout>('3x4')
  const [speed, setSpeed] = useState(25)
  const [gain, setGain] = useState(10)
  const [measuring, setMeasuring] = useState(false)

  useEffect(() => {
    const leaving = new AbortController()
    recordingsOf(object.dataset, leaving.signal)
      .then(setRecordings)
      .catch(() => {
        if (!leaving.signal.aborted) setRecordings('failed')
      })
    return () => leaving.abort()
  }, [object])

  if (recordings === 'failed') return <PlainView object={object} failed />
  const recording = recordings?.[group]
  if (!recordings || !recording)
    return (
      <p role="status" className="appear-late p-4 text-12 text-quiet">
        {t('view.opening')}
      </p>
    )
  const voltage = recording.channels.some(({ unit }) => unit === 'mV')
  const layouts: Readonly<Record<EcgLayout, string>> = {
    '3x4': '3 × 4 + 1',
    '6x2': '6 × 2',
    '12x1': '12 × 1',
  }
  return (
    <div className="absolute inset-0 grid grid-rows-[auto_minmax(0,1fr)]">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-1 text-12">
        {recordings.length > 1 && (
          <Choice
            label={t('ecg.recording')}
            value={group}
            options={recordings.map(({ label }, index) => [index, label || String(index + 1)])}
            onChange={setGroup}
          />
        )}
        {isTwelveLead(recording) && (
          <Choice
            label={t('ecg.layout')}
            value={layout}
            options={LAYOUTS.map((one) => [one, layouts[one]])}
            onChange={setLayout}
          />
        )}
        <Choice
          label={t('ecg.speed')}
          value={speed}
          options={SPEEDS.map((one) => [one, `${one} mm/s`])}
          onChange={setSpeed}
        />
        {voltage && (
          <Choice
            label={t('ecg.gain')}
            value={gain}
            options={GAINS.map((one) => [one, `${one} mm/mV`])}
            onChange={setGain}
          />
        )}
        {voltage && (
          <IconButton label={t('ecg.calipers')} pressed={measuring} onClick={() => setMeasuring(!measuring)}>
            <Ruler />
          </IconButton>
        )}
      </div>
      <div className="relative">
        <ReadingArea label={t('kind.waveform')} className="p-4">
          <PaperSheet
            key={`${group} ${layout}`}
            recording={recording}
            layout={layout}
            speed={speed}
            gain={gain}
            measuring={measuring && voltage}
          />
          <Annotations object={object} />
        </ReadingArea>
      </div>
    </div>
  )
}

function Choice<T extends string | number>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  const id = useId()
  return (
    <span className="flex items-center gap-2">
      <label htmlFor={id} className="text-quiet">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find(([option]) => String(option) === event.target.value)
          if (chosen) onChange(chosen[0])
        }}
        className="h-7 rounded-2 border border-line-strong bg-well px-1 text-ink max-md:h-11"
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </span>
  )
}

/** Above and below the paper, CSS pixels. */
const PADDING = 40

function PaperSheet({
  recording,
  layout,
  speed,
  gain,
  measuring,
}: {
  recording: Recording
  layout: EcgLayout
  speed: number
  gain: number
  measuring: boolean
}) {
  const { t } = useTranslation('objects')
  const sheet = useRef<HTMLElement>(null)
  const [room, setRoom] = useState({ width: 0, height: 0 })
  const [legs, setLegs] = useState<readonly [Leg, Leg]>()
  const paper = useMemo(() => paperOf(recording, layout), [recording, layout])
  const scale = useMemo(() => scaleOf(paper, room, speed, gain), [paper, room, speed, gain])
  const paths = useMemo(
    () => paper.strips.map((strip) => ({ strip, path: tracePath(strip, recording, scale) })),
    [paper, recording, scale],
  )

  useEffect(() => {
    const element = sheet.current
    if (!element) return
    const around = element.parentElement ?? element
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: around.clientHeight - PADDING }),
    )
    observer.observe(element)
    observer.observe(around)
    return () => observer.disconnect()
  }, [])

  const { width, height } = scale
  const start: readonly [Leg, Leg] = [
    [width * 0.1, height * 0.25],
    [width * 0.1 + scale.pixelsPerSecond * 0.8, height * 0.15],
  ]
  return (
    <figure
      ref={sheet}
      aria-label={t('ecg.paper', {
        count: recording.channels.length,
        seconds: Math.round(paper.seconds * 10) / 10,
      })}
      className="overflow-x-auto"
    >
      {room.width > 0 && (
        // biome-ignore lint/a11y/noSvgWithoutTitle: the figure around it has the name
        <svg width={width} height={height} className="block bg-surface">
          <Grid scale={scale} />
          {paths.map(({ strip, path }) => (
            <g key={`${strip.row} ${strip.at}`} data-lead={strip.name}>
              <path d={path} fill="none" stroke="var(--text)" strokeWidth="1.25" strokeLinejoin="round" />
              <text
                x={strip.at * scale.pixelsPerSecond + 4}
                y={strip.row * scale.rowHeight + 16}
                className="fill-ink font-strong text-12 [paint-order:stroke]"
                stroke="var(--surface)"
                strokeWidth="3"
              >
                {strip.channel.unit === 'mV' ? strip.name : `${strip.name} ${strip.channel.unit}`}
              </text>
            </g>
          ))}
          {measuring && <Calipers legs={legs ?? start} scale={scale} gain={gain} onMove={setLegs} />}
        </svg>
      )}
    </figure>
  )
}

/** Small squares of 1 mm, large ones of 5 mm. */
function Grid({ scale: { pixelsPerMm, width, height } }: { scale: PaperScale }) {
  const id = useId()
  const large = pixelsPerMm * 5
  return (
    <>
      <defs>
        <pattern id={`${id}small`} width={pixelsPerMm} height={pixelsPerMm} patternUnits="userSpaceOnUse">
          <path
            d={`M${pixelsPerMm} 0H0V${pixelsPerMm}`}
            fill="none"
            stroke="var(--line)"
            strokeWidth="0.75"
          />
        </pattern>
        <pattern id={`${id}large`} width={large} height={large} patternUnits="userSpaceOnUse">
          <rect width={large} height={large} fill={`url(#${id}small)`} />
          <path d={`M${large} 0H0V${large}`} fill="none" stroke="var(--line-strong)" strokeWidth="0.5" />
        </pattern>
      </defs>
      <rect width={width} height={height} fill={`url(#${id}large)`} />
    </>
  )
}

function Annotations({ object }: Pick<ObjectViewProps, 'object'>) {
  const { t } = useTranslation('objects')
  const annotations = annotationsOf(object.dataset)
  if (annotations.length === 0) return null
  return (
    <section className="mt-4 text-13">
      <h3 className="font-strong">{t('ecg.annotations')}</h3>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4">
        {annotations.map(({ name, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an annotation is its place in the file
          <div key={index} className="contents">
            <dt className="text-quiet">{name}</dt>
            <dd className="tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
