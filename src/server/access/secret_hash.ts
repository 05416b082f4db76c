import { createHash, timingSafeEqual } from 'node:crypto'

/** How tokens are stored: random enough that a plain hash hides them. */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Compares without telling by its time how much of it was right. */
export const equalSecrets = (one: string, other: string): boolean =>
  timingSafeEqual(secretHash(one), secretHash(other))
