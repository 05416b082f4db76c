import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { KeyCap } from '#web/ui/KeyCap.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { saveFile } from '../output/picture.ts'
import { isPaintingAction } from '../segmentation/actions.ts'
import { useKeyName } from '../toolbar/useKeyName.ts'
import { ACTION_IDS, type ActionId, KEYS } from '../tools/actions.ts'
import { chordOf } from '../tools/chord.ts'
import { presetsFor } from '../voi/presets.ts'
import {
  conflictsIn,
  isReserved,
  type Keys,
  keymap,
  keysFrom,
  keysWith,
  MOST_KEYS,
  type OwnKeys,
  ownIn,
} from './keymap.ts'

/** The digits are the named windows of the modality. */
const WINDOWS = 'windows'
const PRESET_DIGITS = presetsFor('CT').map(({ digit }) => digit)

/** All keys to be changed: pressed, not typed; conflicts are told at once and cannot be saved. */
export function KeysEditor({
  groups,
  onSave,
  onClose,
}: {
  groups: Readonly<Record<string, readonly ActionId[]>>
  onSave: (own: OwnKeys) => void
  onClose: () => void
}) {
  const { t } = useTranslation('habits')
  const { t: ofViewer } = useTranslation('viewer')
  const keyName = useKeyName()
  const toast = useToast()
  const file = useRef<HTMLInputElement>(null)
  const [keys, setKeys] = useState<Keys>(() => keysWith(KEYS, keymap.get().own))
  const [listening, setListening] = useState<ActionId>()
  const [refused, setRefused] = useState('')
  const conflicts = conflictsIn({ ...keys, [WINDOWS]: PRESET_DIGITS }, isPaintingAction)

  const change = (action: ActionId, chords: readonly string[]) => setKeys({ ...keys, [action]: chords })

  const onKey = (action: ActionId) => (event: KeyboardEvent) => {
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
    const chord = chordOf(event)
    if (chord === 'Tab' || chord === 'Shift+Tab') return
    event.preventDefault()
    event.stopPropagation()
    setListening(undefined)
    if (isReserved(chord)) {
      setRefused(t('keys.reserved', { key: keyName(chord) }))
      return
    }
    setRefused('')
    const now = keys[action] ?? []
    if (!now.includes(chord)) change(action, [...now, chord].slice(-MOST_KEYS))
  }

  const read = async (chosen: File | undefined) => {
    const own = chosen && keysFrom(await chosen.text(), ACTION_IDS)
    if (own) setKeys(keysWith(KEYS, own))
    else if (chosen) toast({ kind: 'bad', text: t('keys.notOurs') })
  }

  return (
    <div className="flex flex-col gap-4">
      <div className="columns-1 gap-8 md:columns-2">
        {Object.entries(groups).map(([group, actions]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-strong text-12">{ofViewer(`shortcuts.${group}`)}</h3>
            <ul>
              {actions.map((action) => {
                const name = ofViewer(`action.${action}`)
                const chords = keys[action] ?? []
                return (
                  <li key={action} className="flex min-h-8 items-center justify-between gap-2">
                    <span className="text-quiet">{name}</span>
                    <span className="flex flex-wrap items-center justify-end gap-1">
                      {chords.map((chord) => {
                        const others = conflicts.get(chord)?.filter((other) => other !== action) ?? []
                        return (
                          <span key={chord} className="flex items-center">
                            {others.length > 0 && (
                              <span role="alert" className="me-1 text-11 text-bad">
                                {t('keys.alsoMeans', {
                                  names: others
                                    .map((other) =>
                                      isAction(other) ? ofViewer(`action.${other}`) : t('keys.windows'),
                                    )
                                    .join(', '),
                                })}
                              </span>
                            )}
                            <KeyCap>{keyName(chord)}</KeyCap>
                            <IconButton
                              label={t('keys.remove', { key: keyName(chord), name })}
                              narrow
                              onClick={() =>
                                change(
                                  action,
                                  chords.filter((one) => one !== chord),
                                )
                              }
                            >
                              <X className="!size-3" />
                            </IconButton>
                          </span>
                        )
                      })}
                      <button
                        type="button"
                        aria-label={t('keys.add', { name })}
                        onClick={() => setListening(listening === action ? undefined : action)}
                        onKeyDown={listening === action ? onKey(action) : undefined}
                        onBlur={() => setListening(undefined)}
                        className="flex h-6 items-center rounded-1 border border-line px-1 text-11 text-quiet hover:bg-hover"
                      >
                        {listening === action ? t('keys.press') : <Plus className="!size-3" />}
                      </button>
                    </span>
                  </li>
                )
              })}
            </ul>
          </section>
        ))}
      </div>
      <p role="status" className="text-12 text-bad">
        {refused}
      </p>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          hidden
          onChange={(event) => {
            void read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button look="plain" onClick={() => file.current?.click()}>
          {t('keys.import')}
        </Button>
        <Button
          look="plain"
          onClick={() =>
            saveFile(
              new Blob([JSON.stringify({ collimate: 'keys/1', keys: ownIn(KEYS, keys) }, null, 2)], {
                type: 'application/json',
              }),
              'keys.json',
            )
          }
        >
          {t('keys.export')}
        </Button>
        <Button look="plain" className="me-auto" onClick={() => setKeys(KEYS)}>
          {t('keys.standard')}
        </Button>
        <Button size="large" onClick={onClose}>
          {t('keys.cancel')}
        </Button>
        <Button
          look="primary"
          size="large"
          disabled={conflicts.size > 0}
          onClick={() => {
            onSave(ownIn(KEYS, keys))
            onClose()
          }}
        >
          {t('keys.save')}
        </Button>
      </div>
    </div>
  )
}

const isAction = (name: string): name is ActionId => ACTION_IDS.some((id) => id === name)
