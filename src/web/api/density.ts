import { z } from 'zod'
import { useSetting } from './setting.ts'

export const DENSITIES = ['dense', 'comfortable'] as const
export type Density = (typeof DENSITIES)[number]

const schema = z.enum(DENSITIES)

/** How high the rows of lists are. */
export const useDensity = () => useSetting('collimate.density', schema, 'dense')

/** px */
export const ROW_HEIGHT: Record<Density, number> = { dense: 32, comfortable: 40 }
