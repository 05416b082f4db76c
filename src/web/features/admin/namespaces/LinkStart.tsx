import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  DAY_MINUTES,
  endsOf,
  LINK_ENDS,
  type LinkDefaults,
  type LinkEnds,
  readLinkDefaults,
} from '#web/api/link_defaults.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Select } from '#web/ui/Select.tsx'

const FLAGS = ['include_priors', 'inherit_permissions', 'acceptance_required'] as const
const STANDING: LinkEnds = '7'
/** Drops what a namespace says, so that its account counts. */
const DELETE_VALUE = '__DELETE__'

/** What a new link to a study of a namespace begins with (`link_defaults`), while it is edited. */
export function useLinkStart(stored: unknown) {
  const kept = readLinkDefaults(stored)
  const own = Object.keys(kept).length > 0
  const [draft, setDraft] = useState<{ own: boolean; defaults: LinkDefaults }>()
  return {
    own: draft?.own ?? own,
    defaults: draft?.defaults ?? kept,
    change: (next: { own: boolean; defaults: LinkDefaults }) => setDraft(next),
    /** For `/namespace/settings`; nothing where nothing changed. */
    settings: (): { link_defaults?: string } => {
      if (!draft) return {}
      return { link_defaults: draft.own ? JSON.stringify(draft.defaults) : DELETE_VALUE }
    },
  }
}

export function LinkStart({ start }: { start: ReturnType<typeof useLinkStart> }) {
  const { t } = useTranslation('namespaces')
  const { own, defaults, change } = start
  const set = (part: LinkDefaults) => change({ own: true, defaults: { ...defaults, ...part } })
  return (
    <>
      <Checkbox
        checked={own}
        onChange={(on) =>
          change({ own: on, defaults: on ? { minutes_alive: Number(STANDING) * DAY_MINUTES } : {} })
        }
      >
        {t('link.own')}
      </Checkbox>
      {own && (
        <>
          <div className="w-1/2 max-md:w-full">
            <Select
              label={t('link.ends')}
              value={endsOf(defaults.minutes_alive, 'never')}
              onChange={(ends) =>
                set({ minutes_alive: ends === 'never' ? undefined : Number(ends) * DAY_MINUTES })
              }
              options={LINK_ENDS.map((value) => ({
                value,
                label: value === 'never' ? t('link.asUsual') : t('link.days', { count: Number(value) }),
              }))}
            />
          </div>
          {FLAGS.map((name) => (
            <Checkbox
              key={name}
              checked={defaults[name] === 1}
              onChange={(on) => set({ [name]: on ? 1 : 0 })}
            >
              {t(`link.${name}`)}
            </Checkbox>
          ))}
        </>
      )}
    </>
  )
}
