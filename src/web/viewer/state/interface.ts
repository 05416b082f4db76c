import type { Point2, Vector3 } from '../geometry/vector.ts'
import type { Grid } from '../layout/grid.ts'
import { ONE } from '../layout/grid.ts'
import type { MarkTool } from '../marks/mark.ts'
import type { SuvType } from '../stacks/suvTypes.ts'
import type { RoomView } from './viewState.ts'

export const NAVIGATION_TOOLS = ['window', 'scroll', 'pan', 'zoom'] as const
export type NavigationTool = (typeof NAVIGATION_TOOLS)[number]
/** What the main button does. */
export type ToolId =
  | NavigationTool
  | MarkTool
  | 'region'
  | 'magnify'
  | 'eraser'
  | 'crosshair'
  | 'brush'
  | 'rubber'

export type OverlayLevel = 'all' | 'minimal' | 'none'
export const MOUSE_SETS = ['standard', 'scroll', 'own'] as const
export type MouseSet = (typeof MOUSE_SETS)[number]

/** What each button does while it is pressed. */
export interface MouseButtons {
  readonly main: NavigationTool
  readonly middle: NavigationTool
  readonly second: NavigationTool
}

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

/** What segments are painted with. */
export interface BrushChoice {
  /** mm, or pixels where the picture has no size; undefined before the first use. */
  readonly radius: number | undefined
  /** The segment that is painted, by its number. */
  readonly segment: number
  /** Only pixels with values from here to there are painted; undefined for all. */
  readonly range: { readonly lower: number; readonly upper: number } | undefined
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
  /** Its planes are not ready yet, and stand behind the viewports so that a reader has pictures meanwhile. */
  readonly roomBehind: boolean
  /** How planes were left, and those of which stack. */
  readonly roomLeft: { readonly stack: string; readonly view: RoomView } | undefined
  /** One stack in all tiles, its first image on the page, and what was there before. */
  readonly tiled: { readonly stackId: string; readonly first: number; readonly before: Grid } | undefined
  /** The active viewport alone, by double click. */
  readonly maximised: boolean
  readonly dock: boolean
  /** What the dock shows. */
  readonly docked: 'marks' | 'report'
  /** Who the patient is stays hidden, for showing pictures to others. */
  readonly anonymous: boolean
  /** Scrolling stops at key images alone. */
  readonly keyImagesOnly: boolean
  readonly shortcuts: boolean
  readonly editingPresets: boolean
  /** The length by which sizes are set by hand, by its mark's id. */
  readonly calibrating: string | undefined
  /** The segmentation that is painted on, by its id. */
  readonly segmenting: string | undefined
  readonly brush: BrushChoice
  /** The screen is being measured, for real sizes. */
  readonly measuringScreen: boolean
  readonly selected: string | undefined
  readonly hovered: string | undefined
  /** The context menu of the active viewport, in CSS pixels of the page. */
  readonly menu: Point2 | undefined
}

/** What a reader has set for good. */
export interface Preferences {
  readonly mouseSet: MouseSet
  /** The buttons of the set that is the reader's own. */
  readonly own: MouseButtons
  /** Modalities that are read with another set. */
  readonly byModality: Readonly<Record<string, MouseSet>>
  /** Dragging down brightens, as IHE BIR has it. */
  readonly levelInverted: boolean
  /** Films of ultrasound and angiography play as soon as they are shown. */
  readonly autoplay: boolean
  /** By what PET counts uptake, in studies that are opened from now on. */
  readonly suvType: SuvType
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
  roomBehind: false,
  roomLeft: undefined,
  tiled: undefined,
  maximised: false,
  dock: false,
  docked: 'marks',
  anonymous: false,
  keyImagesOnly: false,
  shortcuts: false,
  editingPresets: false,
  calibrating: undefined,
  segmenting: undefined,
  brush: { radius: undefined, segment: 1, range: undefined },
  measuringScreen: false,
  selected: undefined,
  hovered: undefined,
  menu: undefined,
}

const SETS: Record<Exclude<MouseSet, 'own'>, MouseButtons> = {
  standard: { main: 'window', middle: 'pan', second: 'zoom' },
  scroll: { main: 'scroll', middle: 'pan', second: 'window' },
}

/** What the buttons do over a picture of a modality. */
export function buttonsFor({ mouseSet, own, byModality }: Preferences, Modality?: string): MouseButtons {
  const set = (Modality === undefined ? undefined : byModality[Modality]) ?? mouseSet
  return set === 'own' ? own : SETS[set]
}

/** What the main button does when no tool is chosen. */
export const homeTool = (preferences: Preferences): NavigationTool => buttonsFor(preferences).main

/** What the main button does over a picture: the tool that was chosen, or that of the modality's set. */
export const toolOver = (tool: ToolId, preferences: Preferences, Modality: string | undefined): ToolId =>
  tool === homeTool(preferences) ? buttonsFor(preferences, Modality).main : tool
