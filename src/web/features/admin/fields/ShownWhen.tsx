import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { type FieldPart, Part } from './Part.tsx'

/** Other fields whose values let this one be asked for: all of them, one value of each being enough. */
export function ShownWhen({ draft, change, others }: FieldPart) {
  const { t } = useTranslation('fields')
  const { show_when } = draft
  const set = (place: number, part: Partial<(typeof show_when)[number]>) =>
    change({ show_when: show_when.map((one, at) => (at === place ? { ...one, ...part } : one)) })
  const free = others.filter(({ uuid }) => show_when.every((one) => one.uuid !== uuid))
  return (
    <Part title={t('shownWhen')}>
      {show_when.length === 0 && <p className="text-12 text-quiet">{t('always')}</p>}
      {show_when.map(({ uuid, values }, place) => (
        <div key={uuid} className="flex items-end gap-2">
          <div className="grid grow grid-cols-2 gap-2 max-md:grid-cols-1">
            <Select
              label={t('otherField')}
              value={uuid}
              onChange={(next) => set(place, { uuid: next })}
              options={[...others.filter((one) => one.uuid === uuid), ...free].map((one) => ({
                value: one.uuid,
                label: one.name,
              }))}
            />
            <TextField
              label={t('hasValues')}
              hint={t('hasValuesHint')}
              required
              value={values}
              onChange={(event) => set(place, { values: event.target.value })}
            />
          </div>
          <IconButton
            label={t('removeCondition')}
            onClick={() => change({ show_when: show_when.filter((_, at) => at !== place) })}
          >
            <X />
          </IconButton>
        </div>
      ))}
      {free[0] && (
        <div>
          <Button
            size="small"
            icon={<Plus className="!size-3" />}
            onClick={() => change({ show_when: [...show_when, { uuid: free[0]?.uuid ?? '', values: '' }] })}
          >
            {t('addCondition')}
          </Button>
        </div>
      )}
    </Part>
  )
}
