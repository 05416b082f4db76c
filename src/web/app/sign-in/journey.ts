import { z } from 'zod'

/** What this tab has to know again when a provider sends it back: which provider, and the page that was wanted. */

const KEY = 'collimate.signin'
const journey = z.object({ vendor: z.string(), to: z.string() })
export type Journey = z.output<typeof journey>

export const rememberJourney = (going: Journey): void => sessionStorage.setItem(KEY, JSON.stringify(going))

export function takeJourney(): Journey {
  const kept = sessionStorage.getItem(KEY)
  sessionStorage.removeItem(KEY)
  try {
    return journey.parse(JSON.parse(kept ?? ''))
  } catch {
    return { vendor: 'brand', to: '' }
  }
}
