import { ChevronDown, ChevronUp, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Select } from '#web/ui/Select.tsx'
import { LARGEST } from '../layout/grid.ts'
import { plansFor, shapeOf } from './assign.ts'
import { CellForm } from './CellForm.tsx'
import type { CellPlan, Stage, StageShape } from './protocol.ts'

const SIDES = Array.from({ length: LARGEST }, (_, index) => index + 1)
const FITTED = [2, 4, 6, 9, 16]

const shapeKey = (shape: StageShape): string =>
  shape === 'own' ? 'own' : 'fitted' in shape ? `fitted ${shape.fitted}` : `${shape.rows} ${shape.columns}`

function shapeFrom(key: string): StageShape {
  if (key === 'own') return 'own'
  const [one, other] = key.split(' ')
  return one === 'fitted' ? { fitted: Number(other) } : { rows: Number(one), columns: Number(other) }
}

/** One stage in words: its shape and what stands in each cell. */
export function StageForm({
  stage,
  number,
  stages,
  onChange,
  onMove,
  onRemove,
}: {
  stage: Stage
  /** From 0. */
  number: number
  stages: number
  onChange: (stage: Stage) => void
  onMove: (by: 1 | -1) => void
  onRemove: () => void
}) {
  const { t } = useTranslation('hanging')
  const ruled = stage.shape !== 'own' && !('fitted' in stage.shape)
  const plans = ruled ? plansFor(stage, shapeOf(stage.shape, { rows: 1, columns: 1 }, 1)) : stage.cells
  const change = (cell: number, plan: CellPlan) =>
    onChange({ ...stage, cells: plans.map((before, at) => (at === cell ? plan : before)) })
  return (
    <section
      aria-label={t('stage.numbered', { number: number + 1 })}
      className="flex flex-col gap-2 border-line border-t pt-3"
    >
      <div className="flex items-end gap-2">
        <div className="grow">
          <TextField
            label={t('stage.name')}
            placeholder={t('stage.numbered', { number: number + 1 })}
            value={stage.name}
            maxLength={60}
            onChange={(event) => onChange({ ...stage, name: event.target.value })}
          />
        </div>
        <div className="w-44">
          <Select
            label={t('stage.shape')}
            value={shapeKey(stage.shape)}
            onChange={(key) => onChange({ ...stage, shape: shapeFrom(key) })}
            options={[
              { value: 'own', label: t('stage.own') },
              ...FITTED.map((count) => ({ value: `fitted ${count}`, label: t('stage.fitted', { count }) })),
              ...SIDES.flatMap((rows) =>
                SIDES.map((columns) => ({ value: `${rows} ${columns}`, label: `${rows} × ${columns}` })),
              ),
            ]}
          />
        </div>
        <IconButton label={t('stage.up')} disabled={number === 0} onClick={() => onMove(-1)}>
          <ChevronUp />
        </IconButton>
        <IconButton label={t('stage.down')} disabled={number === stages - 1} onClick={() => onMove(1)}>
          <ChevronDown />
        </IconButton>
        <IconButton
          label={t('stage.remove', { number: number + 1 })}
          disabled={stages === 1}
          onClick={onRemove}
        >
          <Trash2 />
        </IconButton>
      </div>
      {plans.map((plan, cell) => (
        <CellForm
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={cell}
          plan={plan}
          cell={cell}
          cells={plans.length}
          onChange={(next) => change(cell, next)}
        />
      ))}
      {!ruled && <p className="text-12 text-quiet">{t('stage.inOrder')}</p>}
    </section>
  )
}
