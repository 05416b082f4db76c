import { Eye, EyeOff, Lock, LockOpen, Paintbrush, Plus, Trash2 } from 'lucide-react'
import { type ChangeEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { inputClasses } from '#web/ui/Field.tsx'
import { decimal } from '#web/ui/format/decimal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ACTIONS } from '../tools/actions.ts'
import { paintOn } from './actions.ts'
import type { DraftSegment } from './annotation.ts'
import { type Draft, isDisputed, savingOfDraft } from './draft.ts'
import { useSegmentName } from './useSegmentName.ts'
import { volumesOf } from './volume.ts'

/** The segmentations that are being painted, with their segments. */
export default function SegmentPanel() {
  const { t } = useTranslation('segmentation')
  const session = useSession()
  const drafts = useStore(session.drafts.store, (state) => state.drafts)
  return (
    <>
      <h2 className="mt-3 flex h-8 items-center gap-2 border-line border-t px-4 pt-1 font-strong text-12">
        {t('title')}
        <span className="font-regular text-quiet tabular-nums">{drafts.size}</span>
      </h2>
      {[...drafts.values()].map((draft) => (
        <DraftSection key={draft.id} draft={draft} />
      ))}
    </>
  )
}

function DraftSection({ draft }: { draft: Draft }) {
  const { t } = useTranslation('segmentation')
  const session = useSession()
  const painting = useStore(session.ui, (ui) => ui.segmenting === draft.id)
  const saving = savingOfDraft(draft)
  const name = draft.name || t('unnamed')
  const found = session.frameOf(draft.at)
  const stack = found?.stack
  const volumes = useMemo(
    () => (stack ? volumesOf(stack, draft.slices) : new Map<number, number>()),
    [stack, draft],
  )
  return (
    <section aria-label={name} data-segmentation={draft.id} className="px-4 py-1 text-12">
      <div className="flex items-center gap-1">
        {draft.mayEdit ? (
          <NameField
            label={t('name')}
            value={draft.name}
            placeholder={t('unnamed')}
            onChange={(next) => session.drafts.rename(draft.id, next)}
          />
        ) : (
          <span className="min-w-0 grow truncate font-medium">{name}</span>
        )}
        {draft.mayEdit && (
          <>
            <IconButton
              label={t('paint', { name })}
              narrow
              pressed={painting}
              onClick={() => (painting ? ACTIONS.segment(session) : paintOn(session, draft))}
            >
              <Paintbrush className="!size-3.5" />
            </IconButton>
            <IconButton
              label={t('discard', { name })}
              narrow
              className="hover:text-bad"
              onClick={() => {
                if (painting) ACTIONS.segment(session)
                session.drafts.remove(draft.id)
              }}
            >
              <Trash2 className="!size-3.5" />
            </IconButton>
          </>
        )}
      </div>
      <p className="text-quiet">
        {[
          draft.author,
          stack && t('on', { series: stack.SeriesNumber ?? stack.SeriesDescription }),
          t(`state.${saving}`),
        ]
          .filter((text) => text !== undefined && text !== '')
          .join(' · ')}
      </p>
      {isDisputed(draft) && (
        <div role="alert" className="flex flex-wrap items-center gap-1 py-1">
          <span className="w-full">{t('disputed')}</span>
          <Button size="small" onClick={() => session.drafts.decide(draft.id, 'own')}>
            {t('keepMine')}
          </Button>
          <Button size="small" onClick={() => session.drafts.decide(draft.id, 'theirs')}>
            {t('takeTheirs')}
          </Button>
        </div>
      )}
      <ul>
        {draft.segments.map((segment) => (
          <SegmentRow
            key={segment.number}
            draft={draft}
            segment={segment}
            volume={volumes.get(segment.number)}
            active={painting}
          />
        ))}
      </ul>
      {draft.mayEdit && (
        <Button
          size="small"
          look="plain"
          icon={<Plus className="!size-3.5" />}
          onClick={() => {
            if (!painting) paintOn(session, draft)
            ACTIONS.addSegment(session)
          }}
        >
          {t('add')}
        </Button>
      )}
    </section>
  )
}

function SegmentRow({
  draft,
  segment,
  volume,
  active,
}: {
  draft: Draft
  segment: DraftSegment
  /** ml */
  volume: number | undefined
  active: boolean
}) {
  const { t } = useTranslation('segmentation')
  const { locale } = useFormats()
  const session = useSession()
  const chosen = useStore(session.ui, ({ brush }) => active && brush.segment === segment.number)
  const nameOf = useSegmentName()
  const { number, hidden, locked, opacity } = segment
  const name = nameOf(segment)
  const set = (change: Partial<Omit<DraftSegment, 'number'>>) =>
    session.drafts.setSegment(draft.id, number, change)
  const choose = () => {
    if (active) session.ui.set(({ brush }) => ({ brush: { ...brush, segment: number } }))
  }
  const millilitres =
    volume === undefined
      ? ''
      : t('volume', { value: decimal(volume, locale, { maximumSignificantDigits: 3 }) })
  return (
    <li
      data-segment={number}
      className={cx(
        '-mx-2 flex flex-wrap items-center gap-1 rounded-2 px-2 py-0.5',
        chosen && 'bg-accent-tint',
      )}
      onFocusCapture={choose}
      onPointerDown={choose}
    >
      <IconButton
        label={t(hidden ? 'show' : 'hide', { name })}
        narrow
        pressed={!hidden}
        disabled={!draft.mayEdit}
        onClick={() => set({ hidden: !hidden })}
      >
        {hidden ? <EyeOff className="!size-3.5" /> : <Eye className="!size-3.5" />}
      </IconButton>
      <ColourField
        segment={segment}
        name={name}
        disabled={!draft.mayEdit}
        onChange={(colour) => set({ colour })}
      />
      {draft.mayEdit ? (
        <NameField label={t('segmentName', { name })} value={name} onChange={(label) => set({ label })} />
      ) : (
        <span className="min-w-0 grow truncate">{name}</span>
      )}
      <span className="shrink-0 text-quiet tabular-nums">{millilitres}</span>
      {draft.mayEdit && (
        <>
          <input
            type="range"
            aria-label={t('opacity', { name })}
            min={0}
            max={100}
            step={5}
            value={Math.round(opacity * 100)}
            onChange={(event) => set({ opacity: event.target.valueAsNumber / 100 })}
            className="h-4 w-11 shrink-0 accent-accent"
          />
          <IconButton
            label={t(locked ? 'unlock' : 'lock', { name })}
            narrow
            pressed={locked}
            onClick={() => set({ locked: !locked })}
          >
            {locked ? <Lock className="!size-3.5" /> : <LockOpen className="!size-3.5" />}
          </IconButton>
          <IconButton
            label={t('remove', { name })}
            narrow
            className="hover:text-bad"
            onClick={() => session.drafts.removeSegment(draft.id, number)}
          >
            <Trash2 className="!size-3.5" />
          </IconButton>
        </>
      )}
    </li>
  )
}

const MOST_LETTERS = 64

/** A name that is changed in place, kept when the field is left or by Enter. */
function NameField({
  label,
  value,
  placeholder,
  onChange,
}: {
  label: string
  value: string
  placeholder?: string
  onChange: (value: string) => void
}) {
  const [typed, setTyped] = useState<string>()
  const keep = () => {
    const next = typed?.trim()
    setTyped(undefined)
    if (next !== undefined && next !== value && (next !== '' || placeholder !== undefined)) onChange(next)
  }
  return (
    <input
      aria-label={label}
      value={typed ?? value}
      maxLength={MOST_LETTERS}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
      }}
      className={cx(
        inputClasses,
        '!h-6 !w-0 min-w-16 grow border-transparent bg-transparent px-1 hover:border-line max-md:!h-9',
      )}
    />
  )
}

const hex = (colour: DraftSegment['colour']): string =>
  `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`

function ColourField({
  segment,
  name,
  disabled,
  onChange,
}: {
  segment: DraftSegment
  name: string
  disabled: boolean
  onChange: (colour: DraftSegment['colour']) => void
}) {
  const { t } = useTranslation('segmentation')
  const change = ({ target: { value } }: ChangeEvent<HTMLInputElement>) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16))
    onChange([red, green, blue])
  }
  return (
    <input
      type="color"
      aria-label={t('colour', { name })}
      value={hex(segment.colour)}
      disabled={disabled}
      onChange={change}
      className="size-6 shrink-0 cursor-pointer rounded-1 border-0 bg-transparent p-0.5"
    />
  )
}
