import { type Dataset, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Grid } from '../layout/grid.ts'
import { isLayer, kindOf } from '../objects/kind.ts'
import { createLayers, type Layers } from '../objects/layers/layers.ts'
import { imageAt, placeOf } from '../objects/placeOf.ts'
import { pointsTo } from '../objects/pointsTo.ts'
import type { Frame } from '../stacks/frame.ts'
import type { OtherObject, Stack } from '../stacks/stack.ts'
import { createStore, type Store } from './store.ts'

/** The data set whose attributes are listed. */
export interface TagSubject {
  readonly name: string
  readonly dataset: Dataset
  /** Frames to choose from; 1 where there is nothing to choose. */
  readonly frames: number
  readonly frameNumber: number
}

export interface Objects {
  readonly layers: Layers
  readonly tags: Store<{ readonly subject: TagSubject | undefined }>
  /** Lists the attributes of a picture. */
  listFrame(frame: Frame): void
  listObject(object: OtherObject): void
  /** Shows an object in the active viewport, or lays it over the pictures that it is about; again takes it away. */
  open(object: OtherObject): void
}

interface Room {
  grid(): Grid
  show(cell: number, id: string): void
  /** Brings a picture on screen; answers whether the study has it. */
  jumpTo(image: { SOPInstanceUID: string; frameNumber: number }): boolean
  stacks(): readonly Stack[]
  openDock(): void
}

/** What a study holds besides pictures: where it is shown, what of it lies over pictures, whose tags are listed. */
export function createObjects(room: Room): Objects {
  const layers = createLayers()

  /** Where the images that an object names are not here, those that lie where it does. */
  const jumpToPlace = (dataset: Dataset): boolean => {
    const place = placeOf(dataset)
    const frame = place && imageAt(room.stacks(), place)
    return frame !== undefined && room.jumpTo({ ...frame.instance, frameNumber: frame.frameNumber })
  }

  const tags = createStore<{ subject: TagSubject | undefined }>({ subject: undefined })
  return {
    layers,
    tags,
    listFrame: ({ instance, frameNumber }) =>
      tags.set({
        subject: {
          name: [
            textOf(instance.dataset, Tag.SeriesDescription) ?? instance.Modality,
            instance.InstanceNumber ?? '',
          ].join(' '),
          dataset: instance.dataset,
          frames: instance.NumberOfFrames,
          frameNumber,
        },
      }),
    listObject: ({ dataset, SeriesDescription }) =>
      tags.set({ subject: { name: SeriesDescription, dataset, frames: 1, frameNumber: 1 } }),
    open(object) {
      if (isLayer(kindOf(object.dataset))) {
        if (layers.has(object.id)) {
          layers.hide(object.id)
          return
        }
        if (pointsTo(object.dataset).some((image) => room.jumpTo(image)) || jumpToPlace(object.dataset)) {
          layers.show(object)
          room.openDock()
          return
        }
      }
      room.show(room.grid().active, object.id)
    },
  }
}
