import { cache, type Types, volumeLoader } from '@cornerstonejs/core'
import { pictureCache } from '../loading/pictureCache.ts'
import type { Stack } from '../stacks/stack.ts'
import { fillVolume } from './fill.ts'
import type { VolumePlan } from './plan.ts'

/** A volume that viewports can show. */
export interface Volume {
  readonly id: string
  readonly plan: VolumePlan
  readonly stack: Stack
  /** The value of a voxel, by column, row and slice. */
  readonly voxel: (column: number, row: number, slice: number) => number
  readonly lower: number
  readonly upper: number
  /** Gives its memory back. */
  release(): void
}

let made = 0

/** Loads a stack's images and makes a volume of them. */
export async function createVolume(
  stack: Stack,
  plan: VolumePlan,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<Volume> {
  const { data, lower, upper } = await fillVolume(plan, signal, progress)
  signal.throwIfAborted()
  const giveBack = pictureCache().reserve(data.byteLength)
  const id = `collimate-volume-${++made}`
  const [frame] = plan.slices
  const { row, column, normal, origin, dimensions, spacing } = plan
  const direction: Types.Mat3 = [...row, ...column, ...normal]
  const volume = volumeLoader.createLocalVolume(id, {
    metadata: {
      BitsAllocated: data instanceof Int16Array ? 16 : 32,
      BitsStored: data instanceof Int16Array ? 16 : 32,
      SamplesPerPixel: 1,
      HighBit: data instanceof Int16Array ? 15 : 31,
      PhotometricInterpretation: 'MONOCHROME2',
      PixelRepresentation: 1,
      Modality: stack.Modality,
      ImageOrientationPatient: [...row, ...column],
      PixelSpacing: [spacing[1], spacing[0]],
      FrameOfReferenceUID: frame?.FrameOfReferenceUID ?? '',
      Columns: dimensions[0],
      Rows: dimensions[1],
      voiLut: [],
      VOILUTFunction: 'LINEAR',
    },
    dimensions: [...dimensions],
    spacing: [...spacing],
    origin: [...origin],
    direction,
    scalarData: data,
  })
  return {
    id,
    plan,
    stack,
    voxel: (column, row, slice) => Number(volume.voxelManager?.getAtIJK(column, row, slice) ?? Number.NaN),
    lower,
    upper,
    release() {
      giveBack()
      if (cache.getVolume(id)) cache.removeVolumeLoadObject(id)
      for (const imageId of volume.imageIds) if (cache.isLoaded(imageId)) cache.removeImageLoadObject(imageId)
    },
  }
}
