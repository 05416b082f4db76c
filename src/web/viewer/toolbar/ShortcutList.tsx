import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { KeyCap } from '#web/ui/KeyCap.tsx'
import { KeysEditor } from '../habits/KeysEditor.tsx'
import { MouseForm } from '../habits/MouseForm.tsx'
import { useKeymap } from '../habits/useKeymap.ts'
import { MARK_TOOLS } from '../marks/mark.ts'
import { PainterForm } from '../painting/PainterForm.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { type ActionId, chordsOf } from '../tools/actions.ts'
import { usePresetName, usePresets } from '../voi/usePresets.ts'
import { useKeyName } from './useKeyName.ts'

const GROUPS: Readonly<Record<string, readonly ActionId[]>> = {
  images: [
    'previousImage',
    'nextImage',
    'tenBack',
    'tenOn',
    'firstImage',
    'lastImage',
    'previousPhase',
    'nextPhase',
    'cine',
    'keyImage',
    'keyImagesOnly',
  ],
  series: ['previousSeries', 'nextSeries', 'firstSeries', 'lastSeries', 'previousViewport', 'nextViewport'],
  hanging: ['previousStage', 'nextStage', 'swapPrior', 'link', 'referenceLines', 'crosshair', 'volume'],
  studies: ['previousStudy', 'nextStudy', 'previousPatient', 'nextPatient'],
  picture: [
    'window',
    'scroll',
    'pan',
    'zoom',
    'region',
    'magnify',
    'rotateRight',
    'rotateLeft',
    'flipHorizontal',
    'flipVertical',
    'invert',
    'zoomIn',
    'zoomOut',
    'fit',
    'actualPixels',
    'realSize',
    'tiles',
    'reset',
    'overlays',
    'anonymous',
    'maximise',
    'fullScreen',
  ],
  marks: [...MARK_TOOLS, 'eraser', 'editLabel', 'deleteMark', 'cancel', 'undo', 'redo'],
  segmentation: ['segment', 'brush', 'rubber', 'brushSmaller', 'brushLarger', 'addSegment', 'interpolate'],
  other: ['dock', 'report', 'print', 'share', 'menu', 'tags', 'shortcuts'],
}

/** All keys, by `?`. */
export function ShortcutList() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const keyName = useKeyName()
  const { presets } = usePresets()
  const presetName = usePresetName()
  const { t: ofHabits } = useTranslation('habits')
  const saveKeys = useKeymap()
  const open = useStore(session.ui, (ui) => ui.shortcuts)
  const [editing, setEditing] = useState(false)
  const toggle = (next: boolean) => {
    setEditing(false)
    session.ui.set({ shortcuts: next })
  }
  if (editing) {
    return (
      <Dialog
        open={open}
        onOpenChange={toggle}
        title={ofHabits('keys.title')}
        description={ofHabits('keys.text')}
        width="wide"
      >
        <MouseForm />
        <PainterForm />
        <KeysEditor groups={GROUPS} onSave={saveKeys} onClose={() => setEditing(false)} />
      </Dialog>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={toggle}
      title={t('action.shortcuts')}
      description={t('shortcuts.hint')}
      width="wide"
      footer={<Button onClick={() => setEditing(true)}>{ofHabits('keys.edit')}</Button>}
    >
      <div className="columns-1 gap-8 md:columns-2 lg:columns-3">
        {Object.entries(GROUPS).map(([group, actions]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-strong text-12">{t(`shortcuts.${group}`)}</h3>
            <dl>
              {actions.map((action) => (
                <div key={action} className="flex min-h-6 items-center justify-between gap-2">
                  <dt className="text-quiet">{t(`action.${action}`)}</dt>
                  <dd className="flex gap-1">
                    {chordsOf(action).map((chord) => (
                      <kbd key={chord}>
                        <span className="sr-only">{keyName(chord)}</span>
                        <KeyCap>{keyName(chord)}</KeyCap>
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section className="mb-4 break-inside-avoid">
          <h3 className="mb-1 font-strong text-12">{t('shortcuts.windows')}</h3>
          <dl>
            {[
              { digit: '0', name: t('action.fileWindow') },
              ...presets.map((preset) => ({
                digit: preset.digit,
                name: t('shortcuts.ct', { name: presetName(preset) }),
              })),
              { digit: '9', name: t('action.fullRange') },
            ].map(({ digit, name }) => (
              <div key={digit} className="flex min-h-6 items-center justify-between gap-2">
                <dt className="text-quiet">{name}</dt>
                <dd>
                  <kbd>
                    <span className="sr-only">{digit}</span>
                    <KeyCap>{digit}</KeyCap>
                  </kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  )
}
