import { phaseStack } from '../stacks/fourD.ts'
import type { Stack } from '../stacks/stack.ts'
import type { VolumeBudget } from './budget.ts'
import { type NoVolume, planVolume } from './plan.ts'
import { createVolume, type Volume } from './volume.ts'

/** The phases of a stack as volumes: as many at once as the budget has room for, the one shown last among them. */
export interface PhaseVolumes {
  /** Why there is none, before anything is loaded; undefined where there is. */
  readonly refused: NoVolume | undefined
  /** Images of one phase. */
  readonly count: number
  /** `progress` counts images; rejects when the room is left. */
  volume(phase: number, progress: (done: number) => void): Promise<Volume>
  /** A phase is on the screen: others that there is no room for are given up. */
  shown(phase: number): void
  release(): void
}

const BYTES = 4
const bytesOf = ({ plan }: Volume): number => plan.dimensions.reduce((product, size) => product * size, BYTES)

export function createPhaseVolumes(stack: Stack, budget: VolumeBudget, signal: AbortSignal): PhaseVolumes {
  /** The one used last stands last. */
  const held = new Map<number, Volume>()
  const first = planVolume(phaseStack(stack, 0), budget)

  return {
    refused: typeof first === 'string' ? first : undefined,
    count: typeof first === 'string' ? 0 : first.slices.length,
    async volume(phase, progress) {
      const there = held.get(phase)
      if (there) {
        held.delete(phase)
        held.set(phase, there)
        return there
      }
      const part = phaseStack(stack, phase)
      const plan = planVolume(part, budget)
      if (typeof plan === 'string') throw new Error(`a phase is no volume: ${plan}`)
      const volume = await createVolume(part, plan, signal, progress)
      held.set(phase, volume)
      return volume
    },
    shown(phase) {
      let used = [...held.values()].reduce((sum, volume) => sum + bytesOf(volume), 0)
      for (const [other, volume] of held) {
        if (used <= budget.bytes) return
        if (other === phase) continue
        used -= bytesOf(volume)
        held.delete(other)
        volume.release()
      }
    },
    release() {
      for (const volume of held.values()) volume.release()
      held.clear()
    },
  }
}
