import type { KeyboardEvent } from 'react'
import type { Session } from '../state/session.ts'
import { ACTIONS, actionFor, applyPreset } from './actions.ts'
import { chordOf } from './chord.ts'

export const TEXT_FIELDS = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]'

/** The preset of the active picture that a digit stands for. */
function presetFor(session: Session, chord: string): string | undefined {
  const frame = session.active()?.view.get().frame
  return frame && session.presetsFor(frame.instance.Modality).find(({ digit }) => digit === chord)?.id
}

/**
 * What a key does in the viewer. Single keys act only while a viewport has the focus (WCAG 2.1.4); with Ctrl anywhere
 * but in a field.
 */
export function onViewerKey(session: Session, event: KeyboardEvent): void {
  const { target } = event
  if (event.defaultPrevented || !(target instanceof Element) || target.closest(TEXT_FIELDS)) return
  const chord = chordOf(event)
  if (!target.closest('[data-viewport]') && !chord.startsWith('Ctrl+')) return
  const action = actionFor(chord, session.ui.get().segmenting !== undefined)
  const preset = action ? undefined : presetFor(session, chord)
  if (!action && preset === undefined) return
  event.preventDefault()
  if (action) ACTIONS[action](session)
  else if (preset !== undefined) applyPreset(session, preset)
}
