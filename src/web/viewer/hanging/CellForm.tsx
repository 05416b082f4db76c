import { useTranslation } from 'react-i18next'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Select } from '#web/ui/Select.tsx'
import { presetsFor } from '../voi/presets.ts'
import { usePresetName } from '../voi/usePresets.ts'
import { type CellDisplay, type CellPlan, STACK_ATTRIBUTES } from './protocol.ts'
import { RuleRows } from './RuleRows.tsx'

const PRIORS = [0, 1, 2, 3]
const FILE = 'file'
const OWN = 'own'

/** One cell in words: of which study, which stack, and how it is displayed. */
export function CellForm({
  plan,
  cell,
  cells,
  onChange,
}: {
  plan: CellPlan
  cell: number
  cells: number
  onChange: (plan: CellPlan) => void
}) {
  const { t } = useTranslation('hanging')
  const presetName = usePresetName()
  const { wall, sameScale, window, preset } = plan.display
  const show = ({ wall: side, sameScale: scale, window: level, preset: named }: CellDisplay) =>
    onChange({
      ...plan,
      display: {
        ...(side === undefined ? {} : { wall: side }),
        ...(scale === undefined ? {} : { sameScale: scale }),
        ...(level === undefined ? {} : { window: level }),
        ...(named === undefined ? {} : { preset: named }),
      },
    })
  const others = Array.from({ length: cells }, (_, index) => index).filter((index) => index !== cell)
  return (
    <fieldset className="flex flex-col gap-2 rounded-1 border border-line p-2">
      <legend className="px-1 font-medium text-12">{t('cell.name', { number: cell + 1 })}</legend>
      <div className="flex flex-wrap gap-2">
        <div className="w-40">
          <Select
            label={t('cell.study')}
            value={String(plan.prior)}
            onChange={(value) => onChange({ ...plan, prior: Number(value) })}
            options={PRIORS.map((prior) => ({
              value: String(prior),
              label: prior === 0 ? t('cell.current') : t('cell.prior', { number: prior }),
            }))}
          />
        </div>
        <div className="w-48">
          <Select
            label={t('cell.stack')}
            value={plan.like === undefined ? '' : String(plan.like)}
            onChange={(value) => {
              const { like: _, ...rest } = plan
              onChange(value === '' ? rest : { ...rest, like: Number(value) })
            }}
            options={[
              { value: '', label: t('cell.byRules') },
              ...others.map((index) => ({
                value: String(index),
                label: t('cell.like', { number: index + 1 }),
              })),
            ]}
          />
        </div>
        <div className="w-44">
          <Select
            label={t('cell.window')}
            value={window ? OWN : (preset ?? FILE)}
            onChange={(value) => {
              const { window: _, preset: __, ...rest } = plan.display
              show(
                value === FILE || value === OWN
                  ? { ...rest, ...(value === OWN ? { window } : {}) }
                  : { ...rest, preset: value },
              )
            }}
            options={[
              { value: FILE, label: t('cell.fileWindow') },
              ...(window
                ? [{ value: OWN, label: t('cell.ownWindow', { width: window.width, center: window.center }) }]
                : []),
              ...presetsFor('CT').map((entry) => ({ value: entry.id, label: presetName(entry) })),
            ]}
          />
        </div>
        <div className="w-40">
          <Select
            label={t('cell.wall')}
            value={wall ?? ''}
            onChange={(side) => show({ ...plan.display, wall: side === '' ? undefined : side })}
            options={[
              { value: '', label: t('cell.noWall') },
              { value: 'left', label: t('cell.wallLeft') },
              { value: 'right', label: t('cell.wallRight') },
            ]}
          />
        </div>
        <div className="self-end">
          <Checkbox
            checked={sameScale === true}
            onChange={(checked) => show({ ...plan.display, sameScale: checked })}
          >
            {t('cell.sameScale')}
          </Checkbox>
        </div>
      </div>
      {plan.like === undefined && (
        <RuleRows
          rules={plan.rules}
          attributes={STACK_ATTRIBUTES.map((value) => ({ value, label: t(`attribute.${value}`) }))}
          first="SeriesDescription"
          onChange={(rules) => onChange({ ...plan, rules })}
        />
      )}
    </fieldset>
  )
}
