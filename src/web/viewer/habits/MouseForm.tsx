import { useTranslation } from 'react-i18next'
import { Select } from '#web/ui/Select.tsx'
import { useViewerSettings } from '../layout/settings.ts'
import { MOUSE_SETS, type MouseSet, NAVIGATION_TOOLS } from '../state/interface.ts'

const BUTTONS = ['main', 'middle', 'second'] as const
const MODALITIES = ['CT', 'MR', 'CR', 'DX', 'MG', 'US', 'XA', 'PT', 'NM']
const SAME = 'same'

/** What the buttons of the mouse do: one set for all, another for a modality, or a set of one's own. */
export function MouseForm() {
  const { t } = useTranslation('habits')
  const { t: ofViewer } = useTranslation('viewer')
  const { preferences, setPreferences } = useViewerSettings()
  const { mouseSet, own, byModality } = preferences
  const names = (set: MouseSet) => t(`mouse.${set}`)
  const usesOwn = mouseSet === 'own' || Object.values(byModality).includes('own')
  return (
    <section aria-label={t('mouse.title')} className="mb-6 flex flex-col gap-3">
      <h3 className="font-strong text-12">{t('mouse.title')}</h3>
      <div className="max-w-80">
        <Select
          label={t('mouse.all')}
          value={mouseSet}
          onChange={(next) => setPreferences({ ...preferences, mouseSet: next })}
          options={MOUSE_SETS.map((value) => ({ value, label: names(value) }))}
        />
      </div>
      {usesOwn && (
        <div className="flex flex-wrap gap-2">
          {BUTTONS.map((button) => (
            <div key={button} className="w-40">
              <Select
                label={t(`mouse.${button}`)}
                value={own[button]}
                onChange={(tool) => setPreferences({ ...preferences, own: { ...own, [button]: tool } })}
                options={NAVIGATION_TOOLS.map((value) => ({ value, label: ofViewer(`action.${value}`) }))}
              />
            </div>
          ))}
        </div>
      )}
      <div className="grid grid-cols-2 gap-2 md:grid-cols-5">
        {MODALITIES.map((modality) => (
          <Select
            key={modality}
            label={modality}
            value={byModality[modality] ?? SAME}
            onChange={(next) => {
              const { [modality]: _, ...rest } = byModality
              setPreferences({
                ...preferences,
                byModality: next === SAME ? rest : { ...rest, [modality]: next },
              })
            }}
            options={[
              { value: SAME, label: t('mouse.same') },
              ...MOUSE_SETS.map((value) => ({ value, label: names(value) })),
            ]}
          />
        ))}
      </div>
    </section>
  )
}
