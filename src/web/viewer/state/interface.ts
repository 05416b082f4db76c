import type { Point2, Vector3 } from '../geometry/vector.ts'
import type { Grid } from '../layout/grid.ts'
import { ONE } from '../layout/grid.ts'
import type { MarkTool } from '../marks/mark.ts'

export type NavigationTool = 'window' | 'scroll' | 'pan' | 'zoom'
/** What the main button does. */
export type ToolId = NavigationTool | MarkTool | 'region' | 'magnify' | 'eraser' | 'crosshair'

export type OverlayLevel = 'all' | 'minimal' | 'none'
export type MouseSet = 'standard' | 'scroll'

/** What viewports do together. */
export interface Link {
  readonly scroll: boolean
  /** Size and place on the screen. */
  readonly place: boolean
  readonly window: boolean
}

/** A point of the patient that is pointed at in all viewports of its space. */
export interface Crosshair {
  readonly FrameOfReferenceUID: string
  readonly point: Vector3
}

/** The state of the reading room: what a reader has chosen, not what is shown. */
export interface Interface {
  readonly grid: Grid
  readonly tool: ToolId
  /** The tool stays after one drawing. */
  readonly kept: boolean
  readonly overlay: OverlayLevel
  readonly link: Link
  /** Where the image of the active viewport cuts the others. */
  readonly lines: boolean
  readonly crosshair: Crosshair | undefined
  /** The stack that is reformatted in place of the viewports, by its id. */
  readonly room: string | undefined
  /** The active viewport alone, by double click. */
  readonly maximised: boolean
  readonly dock: boolean
  readonly shortcuts: boolean
  readonly editingPresets: boolean
  readonly selected: string | undefined
  readonly hovered: string | undefined
  /** The context menu of the active viewport, in CSS pixels of the page. */
  readonly menu: Point2 | undefined
}

/** What a reader has set for good. */
export interface Preferences {
  readonly mouseSet: MouseSet
  /** Dragging down brightens, as IHE BIR has it. */
  readonly levelInverted: boolean
}

export const STARTING: Interface = {
  grid: ONE,
  tool: 'window',
  kept: false,
  overlay: 'all',
  link: { scroll: true, place: true, window: true },
  lines: true,
  crosshair: undefined,
  room: undefined,
  maximised: false,
  dock: false,
  shortcuts: false,
  editingPresets: false,
  selected: undefined,
  hovered: undefined,
  menu: undefined,
}

/** What the main button does when no tool is chosen, in each mouse set. */
export const HOME_TOOL: Record<MouseSet, NavigationTool> = { standard: 'window', scroll: 'scroll' }
