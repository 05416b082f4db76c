import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Select } from '#web/ui/Select.tsx'
import { useWidth } from '#web/ui/useWidth.ts'
import { useAccount } from '../account.ts'

const PAGES = ['studies', 'signin', 'admin/users'] as const
const THEMES = ['dark', 'light'] as const
const WIDTHS = { wide: 1280, phone: 390 } as const
const HEIGHT = { wide: 800, phone: 780 } as const
const STYLE = 'brand-preview'

/** A page of the application, wearing a style sheet that is not saved yet. */
export function Preview({ css }: { css: string }) {
  const { t } = useTranslation('branding')
  const account = useAccount()
  const [page, setPage] = useState<(typeof PAGES)[number]>('studies')
  const [theme, setTheme] = useState(
    THEMES.find((known) => known === document.documentElement.dataset.theme) ?? 'dark',
  )
  const [width, setWidth] = useState<keyof typeof WIDTHS>('wide')
  const frame = useRef<HTMLIFrameElement>(null)
  const room = useRef<HTMLDivElement>(null)
  const space = useWidth(room)
  const scale = Math.min(1, space / WIDTHS[width])

  const wear = () => {
    const inside = frame.current?.contentDocument
    if (!inside) return
    const style = inside.getElementById(STYLE) ?? inside.createElement('style')
    style.id = STYLE
    style.textContent = css
    // Last, as the account's own style sheet would be.
    inside.head.append(style)
    inside.documentElement.dataset.theme = theme
  }
  useEffect(wear)
  const address = page === 'signin' && account.vanity ? `/signin?vanity=${account.vanity}` : `/${page}`
  return (
    <section aria-label={t('preview')} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <h2 className="grow font-strong text-13">{t('preview')}</h2>
        <div className="w-36">
          <Select
            label={t('page')}
            quietLabel
            value={page}
            onChange={setPage}
            options={PAGES.map((value) => ({ value, label: t(`pages.${value}`) }))}
          />
        </div>
        <div className="w-28">
          <Select
            label={t('theme')}
            quietLabel
            value={theme}
            onChange={setTheme}
            options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
          />
        </div>
        <div className="w-28">
          <Select
            label={t('width')}
            quietLabel
            value={width}
            onChange={setWidth}
            options={(['wide', 'phone'] as const).map((value) => ({ value, label: t(`widths.${value}`) }))}
          />
        </div>
      </div>
      <div
        ref={room}
        className="overflow-hidden rounded-2 border border-line"
        style={{ blockSize: HEIGHT[width] * scale }}
      >
        {space > 0 && (
          <iframe
            ref={frame}
            key={address}
            // The page inside leaves the saved style sheet out by this name.
            name="collimate-preview"
            title={t('preview')}
            src={address}
            tabIndex={-1}
            inert
            onLoad={wear}
            style={{
              inlineSize: WIDTHS[width],
              blockSize: HEIGHT[width],
              transform: `scale(${scale})`,
              transformOrigin: '0 0',
            }}
          />
        )}
      </div>
    </section>
  )
}
