/**
 * A regular expression as an administrator writes it in a setting, with slashes around it or without. One that cannot be
 * read is none.
 */
export function patternOf(text: string): RegExp | undefined {
  const [, source = text, flags = ''] = /^\/(.*)\/([imsu]*)$/s.exec(text) ?? []
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

/** A pattern runs on at most this much of what people enter: it may be a slow one. */
export const PATTERN_LENGTH = 128
