/**
 * In which order the images of a stack are fetched: the one on screen, then onwards as it is read, then back from
 * there. A step back now and then keeps a reader who turns round from running into black.
 */
export function readingOrder(count: number, from: number): number[] {
  const order: number[] = from < count ? [from] : []
  let [ahead, behind] = [from + 1, from - 1]
  const AHEAD_PER_STEP_BACK = 3
  while (ahead < count || behind >= 0) {
    for (let step = 0; step < AHEAD_PER_STEP_BACK && ahead < count; step++) order.push(ahead++)
    if (behind >= 0) order.push(behind--)
    if (ahead >= count) while (behind >= 0) order.push(behind--)
  }
  return order
}
