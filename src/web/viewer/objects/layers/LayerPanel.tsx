import { Eye, EyeOff, Paintbrush, X } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { decimal } from '#web/ui/format/decimal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useEditSegmentation } from '../../segmentation/useEditSegmentation.ts'
import { useSession } from '../../state/context.ts'
import { useStore } from '../../state/store.ts'
import { relativeOpacityOf } from '../pr/blending.ts'
import { DOSE_LEVELS } from '../rt/dose.ts'
import { useDose } from '../rt/useDose.ts'
import { useObjectName } from '../useObjectName.ts'
import { cssOf } from './colours.ts'
import { type Layer, opacityOf } from './layers.ts'
import { type Part, partsOf } from './parts.ts'

/** What lies over the pictures, part by part: shown or not, and how much of the picture is seen through it. */
export default function LayerPanel() {
  const { t } = useTranslation('objects')
  const session = useSession()
  const shown = useStore(session.objects.layers.store, (state) => state.shown)
  return (
    <>
      <h2 className="mt-3 flex h-8 items-center gap-2 border-line border-t px-4 pt-1 font-strong text-12">
        {t('layers.title')}
        <span className="font-regular text-quiet tabular-nums">{shown.length}</span>
      </h2>
      {shown.map((layer) => (
        <LayerSection key={layer.object.id} layer={layer} />
      ))}
    </>
  )
}

function LayerSection({ layer }: { layer: Layer }) {
  const { t } = useTranslation('objects')
  const session = useSession()
  const { t: ofSegments } = useTranslation('segmentation')
  const edit = useEditSegmentation()
  const { layers } = session.objects
  const { kind, name } = useObjectName()(layer.object)
  const parts = partsOf(layer, session.openedOf(layer.object).address.root)
  const { id } = layer.object
  const areas = layer.kind === 'segmentation' || layer.kind === 'structures' || layer.kind === 'dose'
  const blended = layer.kind === 'presentation' && relativeOpacityOf(layer.object.dataset) !== undefined
  return (
    <section aria-label={`${kind}: ${name}`} className="px-4 py-1 text-12">
      <div className="flex items-center gap-2">
        <span className="min-w-0 grow truncate">
          <span className="font-medium">{name}</span>
          {name !== kind && <span className="ps-2 text-quiet">{kind}</span>}
        </span>
        {layer.kind === 'segmentation' && session.openedOf(layer.object).permissions.marks && (
          <IconButton label={ofSegments('edit', { name })} narrow onClick={() => void edit(layer.object)}>
            <Paintbrush className="!size-3.5" />
          </IconButton>
        )}
        <IconButton label={t('layers.remove', { name })} narrow onClick={() => layers.hide(id)}>
          <X className="!size-3.5" />
        </IconButton>
      </div>
      {(areas || blended) && (
        <Opacity
          label={t('layers.opacity', { name })}
          value={layer.opacity}
          onChange={(opacity) => layers.set(id, { opacity, opacities: new Map() })}
        />
      )}
      <ul>
        {parts.map((part) => (
          <PartRow key={part.number} part={part} layer={layer} areas={areas} />
        ))}
      </ul>
      {layer.kind === 'dose' && <DoseLegend layer={layer} />}
    </section>
  )
}

function PartRow({ part, layer, areas }: { part: Part; layer: Layer; areas: boolean }) {
  const { t } = useTranslation('objects')
  const { layers } = useSession().objects
  const { number, name, colour, more } = part
  const hidden = layer.hidden.has(number)
  const toggle = () => {
    const next = new Set(layer.hidden)
    if (!next.delete(number)) next.add(number)
    layers.set(layer.object.id, { hidden: next })
  }
  return (
    <li data-part={number} className="flex min-h-7 items-center gap-2">
      <IconButton
        label={t(hidden ? 'layers.showPart' : 'layers.hidePart', { name })}
        narrow
        pressed={!hidden}
        onClick={toggle}
      >
        {hidden ? <EyeOff className="!size-3.5" /> : <Eye className="!size-3.5" />}
      </IconButton>
      {colour && (
        <span
          aria-hidden="true"
          className="size-3 shrink-0 rounded-[2px] border border-line-strong"
          style={{ background: cssOf(colour) }}
        />
      )}
      <span className="min-w-0 grow truncate" title={more === '' ? name : `${name} · ${more}`}>
        {name}
      </span>
      {areas && (
        <Opacity
          label={t('layers.opacity', { name })}
          value={opacityOf(layer, number)}
          narrow
          onChange={(opacity) =>
            layers.set(layer.object.id, { opacities: new Map(layer.opacities).set(number, opacity) })
          }
        />
      )}
    </li>
  )
}

function Opacity({
  label,
  value,
  narrow = false,
  onChange,
}: {
  label: string
  value: number
  narrow?: boolean
  onChange: (value: number) => void
}) {
  const id = useId()
  return (
    <span className={narrow ? 'w-20 shrink-0' : 'flex items-center gap-2 py-1'}>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(value * 100)}
        onChange={(event) => onChange(event.target.valueAsNumber / 100)}
        className="h-4 w-full accent-accent"
      />
    </span>
  )
}

function DoseLegend({ layer }: { layer: Layer }) {
  const { t } = useTranslation('objects')
  const { locale } = useFormats()
  const { address } = useSession().openedOf(layer.object)
  const volume = useDose(layer.object.dataset, address.root)
  if (!volume) return <p className="text-quiet">{t('view.opening')}</p>
  return (
    <ul aria-label={t('layers.legend')} className="py-1">
      {DOSE_LEVELS.map(({ from, colour }) => (
        <li key={from} className="flex items-center gap-2 tabular-nums">
          <span aria-hidden="true" className="size-3 rounded-[2px]" style={{ background: cssOf(colour) }} />
          <span className="w-14 text-end">{`≥ ${Math.round(from * 100)} %`}</span>
          <span className="text-quiet">
            {volume.unit === 'Gy'
              ? `${decimal(from * volume.most, locale, { maximumSignificantDigits: 3 })} Gy`
              : t('layers.relative')}
          </span>
        </li>
      ))}
    </ul>
  )
}
