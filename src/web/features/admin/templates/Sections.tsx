import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { inputClasses } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'

export interface Section {
  /** Stays while it is moved. */
  id: number
  title: string
  text: string
}

/** The sections of a template, in their order, each with what a new report begins with there. */
export function Sections({
  sections,
  onChange,
}: {
  sections: readonly Section[]
  onChange: (sections: Section[]) => void
}) {
  const { t } = useTranslation('templates')
  const change = (id: number, part: Partial<Section>) =>
    onChange(sections.map((one) => (one.id === id ? { ...one, ...part } : one)))
  const move = (from: number, to: number) => {
    const next = [...sections]
    const [one] = next.splice(from, 1)
    if (one) onChange(next.toSpliced(to, 0, one))
  }
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-strong text-13">{t('sections')}</legend>
      <p className="text-12 text-quiet">{t('sectionsText')}</p>
      {sections.map(({ id, title, text }, place) => (
        <div key={id} className="rounded-2 border border-line p-2">
          <div className="mb-2 flex items-center gap-1">
            <input
              aria-label={t('sectionTitle', { n: place + 1 })}
              placeholder={t('sectionTitle', { n: place + 1 })}
              value={title}
              onChange={(event) => change(id, { title: event.target.value.replaceAll('\n', ' ') })}
              className={inputClasses}
            />
            <IconButton
              label={t('up', { n: place + 1 })}
              narrow
              disabled={place === 0}
              onClick={() => move(place, place - 1)}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              label={t('down', { n: place + 1 })}
              narrow
              disabled={place === sections.length - 1}
              onClick={() => move(place, place + 1)}
            >
              <ArrowDown />
            </IconButton>
            <IconButton
              label={t('remove', { n: place + 1 })}
              narrow
              onClick={() => onChange(sections.filter((one) => one.id !== id))}
            >
              <X />
            </IconButton>
          </div>
          <textarea
            aria-label={t('sectionText', { n: place + 1 })}
            placeholder={t('sectionTextHint')}
            rows={Math.max(2, text.split('\n').length)}
            value={text}
            onChange={(event) => change(id, { text: event.target.value })}
            className="field-sizing-content w-full resize-none rounded-2 border border-line-strong bg-well px-2 py-1 max-md:text-16"
          />
        </div>
      ))}
      <Button
        className="self-start"
        icon={<Plus className="!size-3.5" />}
        onClick={() =>
          onChange([
            ...sections,
            { id: Math.max(-1, ...sections.map((one) => one.id)) + 1, title: '', text: '' },
          ])
        }
      >
        {t('addSection')}
      </Button>
    </fieldset>
  )
}
