import type { StudyRecord } from '#contract/study/record.ts'
import type { Point2 } from '../geometry/vector.ts'
import type { Hanging } from '../hanging/hanging.ts'
import type { FirstPicture } from '../loading/firstPicture.ts'
import type { Prefetch } from '../loading/prefetch.ts'
import type { Keyimages } from '../marks/keyimages.ts'
import type { Mark, Shape } from '../marks/mark.ts'
import type { Marks } from '../marks/marks.ts'
import type { Outbox } from '../marks/outbox.ts'
import type { Priors } from '../priors/priors.ts'
import type { Drafts } from '../segmentation/painting.ts'
import type { Frame, Instance } from '../stacks/frame.ts'
import type { OtherObject, Stack } from '../stacks/stack.ts'
import type { Linking } from '../sync/linking.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import type { OwnPresets, Preset } from '../voi/presets.ts'
import type { Travel } from '../worklist/context.ts'
import type { CinePlayer } from './cine.ts'
import type { StudyContent } from './content.ts'
import type { Drawing } from './drawing.ts'
import type { Interface, Preferences } from './interface.ts'
import type { Objects } from './objects.ts'
import type { OpenedStudy } from './opened.ts'
import type { Permissions, Reader } from './opening.ts'
import type { Store } from './store.ts'
import type { Tiling } from './tiling.ts'
import type { ViewState } from './viewState.ts'

/** Everything that lives as long as one study is open in the viewer. */
export interface Session {
  readonly study: StudyRecord
  readonly reader: Reader
  readonly content: StudyContent
  /** The study itself, then those that are open beside it. */
  readonly opened: Store<{ readonly studies: readonly OpenedStudy[] }>
  /** The open study that an image belongs to. */
  openedOf(image: Pick<Instance, 'StudyInstanceUID'>): OpenedStudy
  /** The open study with this uuid. */
  openedWith(studyId: string): OpenedStudy
  readonly priors: Priors
  readonly linking: Linking
  readonly hanging: Hanging
  readonly first: FirstPicture
  readonly prefetch: Prefetch
  readonly ui: Store<Interface>
  readonly drawing: Store<Drawing>
  readonly marks: Marks
  readonly keyimages: Keyimages
  readonly outbox: Outbox
  /** Segmentations that are being painted. */
  readonly drafts: Drafts
  /** The page is laid out for a hand. */
  readonly phone: boolean
  readonly cine: CinePlayer
  readonly objects: Objects
  readonly viewports: Map<number, ImageViewport>
  readonly permissions: Permissions
  preferences(): Preferences
  setPreferences(preferences: Preferences): void
  /** The named windows of a modality, as the reader has them. */
  presetsFor(Modality: string): readonly Preset[]
  setPresets(own: OwnPresets): void
  /** What the account of the study gives everybody in place of the standard windows, and the reader's role over that. */
  sharedPresets(): {
    readonly accountId: string | undefined
    readonly account: OwnPresets
    readonly role: OwnPresets
  }
  /** Reads them again. */
  readSharedPresets(): Promise<void>
  /** Opens another study of the worklist in place of this one. */
  travel: Travel['go']
  /** Opens the way to share the study; nothing where the reader may not, or nobody can from here. */
  share: (() => void) | undefined
  /** Reads the study, what it is compared with and how it shall be hung. `series` is read first. */
  begin(series: string | undefined): Promise<void>
  /** Brings the planes through a mark that lies on one; set while they are open. Answers whether there is such a mark. */
  showInPlanes: ((mark: Shape) => boolean) | undefined
  /** Puts the page on paper; set by the part of the page that can. */
  print: (() => void) | undefined
  /** How the study is looked at now. */
  captureView(): ViewState
  /** Reads again which protocols there are. */
  readProtocols(): Promise<void>
  /** Binds an element of the page to a cell of the grid; answers the function that gives it up. */
  mount(cell: number, element: HTMLDivElement): () => void
  active(): ImageViewport | undefined
  /** A stack of any open study. */
  stack(id: string): Stack | undefined
  /** An object that is no picture, of any open study. */
  object(id: string): OtherObject | undefined
  /** Puts a stack, or an object that is no picture, into a cell. */
  showStack(cell: number, shown: { readonly id: string }): void
  /** Brings an image into the active viewport, or into the one that shows its stack. */
  jumpTo(image: Pick<Mark, 'SOPInstanceUID' | 'frameNumber'>): void
  /** Brings an image on screen beside the object in `cell` that points to it; answers whether the study has it. */
  jumpBeside(cell: number, image: Pick<Mark, 'SOPInstanceUID' | 'frameNumber'>): boolean
  frameOf(
    image: Pick<Mark, 'SOPInstanceUID' | 'frameNumber'>,
  ): { stack: Stack; index: number; frame: Frame } | undefined
  /** Goes on by some images, as a reader does: a film stops. Where places have phases, by places in the same phase. */
  step(viewport: ImageViewport, images: number): void
  readonly tiling: Tiling
  /** Goes to a place of the stack, counted from 0: in tiles to the page that holds it. */
  goTo(viewport: ImageViewport, place: number): void
  /** Plays the phases of the place on the screen, or stops. */
  playTime(viewport: ImageViewport): void
  /** Shows another phase of the same place. */
  showPhase(viewport: ImageViewport, phase: number): void
  /** A drawing is finished: it is selected, and the tool goes back unless it is kept. */
  finishDrawing(mark: Mark | undefined): void
  cancelDrawing(): void
  /** The main button does again what it does when no tool is chosen. */
  chooseHome(): void
  onCancel(listener: () => void): () => void
  openMenu(cell: number, at: Point2): void
  /** Gives the keyboard to the active viewport. */
  focusActive(): void
  stop(): void
}
