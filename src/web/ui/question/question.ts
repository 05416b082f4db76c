/** A question to the AI stack, and what became of it when it was asked last. */
export interface Question {
  question: string
  /** Nothing while it was never asked. */
  state: 'SCHEDULED' | 'RUNNING' | 'DONE' | 'ERROR' | null
  answer: string | null
  /** Why there is no answer. */
  error: string | null
  asked: string | null
  user_name: string | null
}

/** `which_body_part` → `Which body part`: v3 names questions, and has no other words for them. */
export function questionText(question: string): string {
  const text = question.replace(/^ai_/i, '').replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** It is being asked. */
export const isOpen = ({ state }: Pick<Question, 'state'>): boolean =>
  state === 'SCHEDULED' || state === 'RUNNING'
