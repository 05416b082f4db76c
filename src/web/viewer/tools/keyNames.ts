const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  '-': '−',
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform)

/** A chord as it is written on a key cap; names of keys come from `word`. */
export function keyName(chord: string, word: (key: string) => string): string {
  return chord
    .split('+')
    .filter((part, index, parts) => part !== '' || index === parts.length - 1)
    .map((part) => {
      if (part === '') return '+'
      if (part === 'Ctrl') return isMac() ? '⌘' : word('Ctrl')
      const sign = SIGNS[part]
      if (sign !== undefined) return sign
      return part.length === 1 ? part.toUpperCase() : word(part)
    })
    .filter((part, index, parts) => !(part === '+' && parts.length > 1 && index < parts.length - 1))
    .join(' ')
}
