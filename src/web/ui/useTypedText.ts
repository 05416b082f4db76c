import { useEffect, useState } from 'react'

/** A search runs this long after the last key. */
const TYPING_MS = 250

/** The text of a search field: told trimmed, once typing rests; taken over when the value changes from outside. */
export function useTypedText(
  value: string,
  onChange: (value: string) => void,
): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(value)
  const [sent, setSent] = useState(value)
  if (value !== sent) {
    setSent(value)
    setText(value)
  }
  useEffect(() => {
    if (text.trim() === sent) return
    const timer = setTimeout(() => {
      setSent(text.trim())
      onChange(text.trim())
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [text, sent, onChange])
  return [text, setText]
}
