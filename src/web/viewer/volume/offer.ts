import { pictureCache } from '../loading/pictureCache.ts'
import type { Stack } from '../stacks/stack.ts'
import { type VolumeBudget, volumeBudget } from './budget.ts'
import { type NoVolume, planVolume } from './plan.ts'

/** What a volume may take beside the pictures that are kept: half of the room that they share. */
export function sharedBudget(): VolumeBudget {
  const budget = volumeBudget()
  return { ...budget, bytes: Math.min(budget.bytes, pictureCache().budget / 2) }
}

/** Why a stack has no planes to reformat; undefined where it has. Cheap enough to ask before the button is pressed. */
export function noVolumeOf(stack: Stack): NoVolume | undefined {
  const plan = planVolume(stack, sharedBudget())
  return typeof plan === 'string' ? plan : undefined
}
