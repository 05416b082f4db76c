import {
  ChevronDown,
  FlipHorizontal2,
  Paintbrush,
  PanelRight,
  Redo2,
  RotateCcw,
  RotateCw,
  Share2,
  SquareDashed,
  SunMoon,
  Undo2,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu } from '#web/ui/Menu.tsx'
import { HangingMenu } from '../hanging/HangingMenu.tsx'
import type { MarkTool } from '../marks/mark.ts'
import { OutputMenu } from '../output/OutputMenu.tsx'
import { usePatient } from '../overlays/usePatient.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { LinkControl } from '../sync/LinkControl.tsx'
import { VolumeButton } from '../volume/VolumeButton.tsx'
import { PlaceControl } from '../worklist/PlaceControl.tsx'
import { ActionButton } from './ActionButton.tsx'
import { BackButton } from './BackButton.tsx'
import { CineControl } from './CineControl.tsx'
import { KeyImageButton } from './KeyImageButton.tsx'
import { LayoutPicker } from './LayoutPicker.tsx'
import { MeasureMenu } from './MeasureMenu.tsx'
import { MoreMenu } from './MoreMenu.tsx'
import { SaveState } from './SaveState.tsx'
import { ToolButton } from './ToolButton.tsx'
import { useActive } from './useActive.ts'
import { WindowItems } from './WindowItems.tsx'

const Separator = () => <span aria-hidden="true" className="mx-1.5 h-5 w-px shrink-0 bg-line" />

/** Beside the menu that has them all, where there is room. */
const OFTEN: readonly MarkTool[] = ['length', 'ellipse', 'arrow']

/** The bar above the images. */
export function Toolbar() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const { t: ofHabits } = useTranslation('habits')
  const anonymous = useStore(session.ui, (ui) => ui.anonymous)
  const patient = usePatient()
  const { past, future } = useStore(session.marks.store, ({ history }) => history)
  const strokes = useStore(session.drafts.store, (state) => state)
  const dock = useStore(session.ui, (ui) => ui.dock)
  const overlay = useStore(session.ui, (ui) => ui.overlay)
  const painting = useStore(session.ui, (ui) => ui.segmenting !== undefined)
  // Parts that stay the same from image to image: the bar is large, and a reader scrolls.
  const mayDraw = useActive((view) => view?.frame !== undefined && session.marks.mayDraw(view.frame))
  const flipped = useActive((view) => view?.presentation.flipped === true)
  const inverted = useActive((view) => view?.inverted === true)

  return (
    <header className="col-span-full flex items-center gap-0.5 overflow-x-auto overflow-y-hidden border-line border-b bg-surface px-2 [scrollbar-width:none]">
      <BackButton />
      <div className="min-w-0 max-w-56 shrink-0 ps-1 pe-2 leading-4">
        <h1 className="truncate font-strong text-13/4">{patient.name}</h1>
        <p
          className="truncate font-medium text-11 text-quiet tabular-nums"
          title={anonymous ? ofHabits('hidden.on') : undefined}
        >
          {anonymous
            ? ofHabits('hidden.on')
            : [patient.sexAge, patient.id].filter((text) => text !== '').join(' · ')}
        </p>
      </div>
      <PlaceControl />
      <Separator />
      <div role="toolbar" aria-label={t('toolbar.label')} className="flex grow items-center gap-0.5">
        <ToolButton tool="window" />
        <Menu
          trigger={
            <IconButton label={t('window.menu')} narrow>
              <ChevronDown className="!size-3" />
            </IconButton>
          }
        >
          <WindowItems />
        </Menu>
        <ToolButton tool="scroll" />
        <ToolButton tool="pan" />
        <ToolButton tool="zoom" />
        <ToolButton tool="magnify" />
        <ToolButton tool="crosshair" />
        <LinkControl />
        <VolumeButton />
        <Separator />
        <div className="contents max-xl:hidden">
          {OFTEN.map((tool) => (
            <ToolButton key={tool} tool={tool} />
          ))}
        </div>
        <MeasureMenu />
        <ToolButton tool="eraser" />
        <ActionButton action="segment" icon={Paintbrush} pressed={painting} disabled={!mayDraw} />
        <Separator />
        <ActionButton action="rotateRight" icon={RotateCw} />
        <ActionButton action="flipHorizontal" icon={FlipHorizontal2} pressed={flipped} />
        <ActionButton action="invert" icon={SunMoon} pressed={inverted} />
        <CineControl />
        <Separator />
        <ActionButton action="undo" icon={Undo2} disabled={(painting ? strokes.past : past).length === 0} />
        <ActionButton
          action="redo"
          icon={Redo2}
          disabled={(painting ? strokes.future : future).length === 0}
        />
        <ActionButton action="reset" icon={RotateCcw} />
        <div className="grow" />
        <SaveState />
        <LayoutPicker />
        <HangingMenu />
        <Separator />
        <ActionButton action="overlays" icon={SquareDashed} pressed={overlay === 'all'} />
        <KeyImageButton />
        {session.share && <ActionButton action="share" icon={Share2} />}
        <OutputMenu />
        <ActionButton action="dock" icon={PanelRight} pressed={dock} />
        <MoreMenu />
      </div>
    </header>
  )
}
