import type { Stack } from './stack.ts'

/** Where one is in a stack whose places have several phases; other stacks have one phase a place. Pure. */

type Phased = Pick<Stack, 'frames' | 'phases'>

const countOf = ({ phases }: Pick<Stack, 'phases'>): number => phases ?? 1

/** How many places a stack has: images, where they have no phases. */
export const placesIn = (stack: Phased): number => Math.floor(stack.frames.length / countOf(stack))

export const placeAt = (stack: Phased, index: number): number => Math.floor(index / countOf(stack))

export const phaseAt = (stack: Pick<Stack, 'phases'>, index: number): number => index % countOf(stack)

/** The image of a phase at a place, both kept within the stack. */
export function indexOfPhase(stack: Phased, place: number, phase: number): number {
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value))
  return within(place, placesIn(stack)) * countOf(stack) + within(phase, countOf(stack))
}

/** So many places on from an image, in its phase. */
export const movedPlaces = (stack: Phased, index: number, places: number): number =>
  indexOfPhase(stack, placeAt(stack, index) + places, phaseAt(stack, index))

/** The images of one phase as a stack of their own. */
export function phaseStack(stack: Stack, phase: number): Stack {
  const { phases, ...rest } = stack
  return phases === undefined
    ? stack
    : { ...rest, frames: stack.frames.filter((_, index) => index % phases === phase) }
}
