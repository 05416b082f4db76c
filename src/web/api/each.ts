/** How far a row of calls is. */
export interface EachProgress {
  done: number
  failed: number
  total: number
}

/** What failed, with why. */
export interface EachFailure<T> {
  item: T
  error: unknown
}

const AT_ONCE = 6

/** Does something for each item, a few at a time; a failure does not stop the rest. Answers what failed. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  action: (item: T) => Promise<unknown>,
  onProgress?: (progress: EachProgress) => void,
): Promise<EachFailure<T>[]> {
  const failures: EachFailure<T>[] = []
  let next = 0
  let done = 0
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      try {
        await action(item)
      } catch (error) {
        failures.push({ item, error })
      }
      done += 1
      onProgress?.({ done, failed: failures.length, total: items.length })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return failures
}
