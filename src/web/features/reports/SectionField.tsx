import { useId } from 'react'
import { useTranslation } from 'react-i18next'

/** One section of a report, as tall as its words. */
export function SectionField({
  title,
  value,
  onChange,
}: {
  title: string
  value: string
  onChange: (text: string) => void
}) {
  const { t } = useTranslation('reports')
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-11 text-quiet uppercase tracking-wide">
        {title}
      </label>
      <textarea
        id={id}
        data-section=""
        dir="auto"
        spellCheck
        placeholder={t('unwritten')}
        rows={value.split('\n').length}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="field-sizing-content -mx-2 block min-h-8 w-[calc(100%+16px)] resize-none rounded-2 border border-transparent px-2 py-1 text-13 leading-relaxed hover:border-line focus:bg-well focus-visible:outline-offset-0 max-md:min-h-11 max-md:text-16"
      />
    </div>
  )
}
