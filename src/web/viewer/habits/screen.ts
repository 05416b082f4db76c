import { z } from 'zod'

/** How large the screen of this browser is: its CSS pixels for a millimetre. Every screen is another one, so it stays here. */

const KEY = 'collimate.screen'
/** Between a wall of monitors and a phone held to the eye. */
const scale = z.number().min(0.5).max(40)
/** CSS pixels are as large as the zoom of the page makes them: what was measured at another zoom counts for this one. */
const keptSchema = z.object({ perMillimetre: scale, ratio: z.number().positive() })

/** Undefined until it is measured. */
export function screenScale(): number | undefined {
  try {
    const kept = keptSchema.safeParse(JSON.parse(localStorage.getItem(KEY) ?? '')).data
    return kept && (kept.perMillimetre * kept.ratio) / window.devicePixelRatio
  } catch {
    return undefined
  }
}

export function keepScreenScale(perMillimetre: number): boolean {
  const kept = keptSchema.safeParse({ perMillimetre, ratio: window.devicePixelRatio })
  if (!kept.success) return false
  try {
    localStorage.setItem(KEY, JSON.stringify(kept.data))
    return true
  } catch {
    return false
  }
}
