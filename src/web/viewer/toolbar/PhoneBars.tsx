import { Contrast, Ellipsis, Layers, type LucideIcon, Move, PanelBottom, Ruler, Star } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/classes.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '#web/ui/Menu.tsx'
import { isMarkTool, type MarkTool } from '../marks/mark.ts'
import { usePatient } from '../overlays/usePatient.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ACTIONS, type ActionId } from '../tools/actions.ts'
import { BackButton } from './BackButton.tsx'
import { TOOL_ICONS } from './icons.ts'
import { MEASURING } from './MeasureMenu.tsx'
import { MoreMenu } from './MoreMenu.tsx'
import { SaveState } from './SaveState.tsx'
import { WindowItems } from './WindowItems.tsx'

/** Who it is, above the picture of a phone. */
export function PhoneHeader() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const patient = usePatient()
  const dock = useStore(session.ui, (ui) => ui.dock)
  return (
    <header className="flex h-[52px] items-center border-line border-b bg-surface px-1">
      <BackButton />
      <div className="min-w-0 grow">
        <h1 className="truncate font-strong text-14">{patient.name}</h1>
        <p className="truncate text-12 text-quiet tabular-nums">
          {[patient.sexAge, patient.id, session.study.study_description ?? '']
            .filter((text) => text !== '')
            .join(' · ')}
        </p>
      </div>
      <SaveState />
      <IconButton label={t('action.dock')} pressed={dock} onClick={() => ACTIONS.dock(session)}>
        <PanelBottom className="!size-5" />
      </IconButton>
      <MoreMenu />
    </header>
  )
}

interface BarItemProps extends ComponentProps<'button'> {
  icon: LucideIcon
  label: string
  on?: boolean
}

function BarItem({ icon: Icon, label, on = false, ...rest }: BarItemProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-pressed={on}
      className={cx(
        'flex flex-col items-center justify-center gap-0.5 font-medium text-11 disabled:text-off',
        on ? 'text-accent-text' : 'text-quiet',
      )}
    >
      <span className={cx('grid h-7 w-11 place-items-center rounded-2', on && 'bg-press')}>
        <Icon className="!size-5" />
      </span>
      {label}
    </button>
  )
}

const DRAWING: readonly (MarkTool | 'eraser')[] = [...MEASURING, 'eraser']
const MORE: readonly ActionId[] = [
  'rotateRight',
  'flipHorizontal',
  'invert',
  'cine',
  'magnify',
  'segment',
  'tiles',
  'overlays',
  'undo',
  'redo',
  'reset',
]

/** What one finger does, below the picture of a phone. */
export function PhoneTools() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const tool = useStore(session.ui, (ui) => ui.tool)
  return (
    <div
      role="toolbar"
      aria-label={t('toolbar.label')}
      className="grid h-[60px] grid-cols-6 border-line border-t bg-surface pb-1"
    >
      <BarItem
        icon={Layers}
        label={t('phone.scroll')}
        on={tool === 'scroll'}
        onClick={() => ACTIONS.scroll(session)}
      />
      <Menu side="top" trigger={<BarItem icon={Contrast} label={t('phone.window')} on={tool === 'window'} />}>
        <MenuItem onSelect={() => ACTIONS.window(session)}>{t('action.window')}</MenuItem>
        <MenuSeparator />
        <WindowItems />
      </Menu>
      <BarItem icon={Move} label={t('phone.pan')} on={tool === 'pan'} onClick={() => ACTIONS.pan(session)} />
      <Menu
        side="top"
        trigger={
          <BarItem
            icon={Ruler}
            label={t('phone.measure')}
            on={isMarkTool(tool) || tool === 'eraser'}
            disabled={!session.permissions.marks}
          />
        }
      >
        {DRAWING.map((choice) => {
          const Icon = TOOL_ICONS[choice]
          return (
            <MenuItem key={choice} icon={<Icon />} onSelect={() => ACTIONS[choice](session)}>
              {t(`action.${choice}`)}
            </MenuItem>
          )
        })}
      </Menu>
      <BarItem
        icon={Star}
        label={t('phone.key')}
        disabled={!session.permissions.keyimages}
        onClick={() => ACTIONS.keyImage(session)}
      />
      <Menu side="top" align="end" trigger={<BarItem icon={Ellipsis} label={t('phone.more')} />}>
        {MORE.map((action) => (
          <MenuItem key={action} onSelect={() => ACTIONS[action](session)}>
            {t(`action.${action}`)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  )
}
