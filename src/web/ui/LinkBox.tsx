import { Check, Copy, QrCode } from 'lucide-react'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './IconButton.tsx'

const SHOWN_MS = 2000

/** What has just opened is seen without scrolling for it. */
const showAll = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' })

/** An address to hand on: shown, copied by a button, and as a QR code for a phone. */
export function LinkBox({ url, label }: { url: string; label: string }) {
  const { t } = useTranslation('ui')
  const [copied, setCopied] = useState(false)
  const [code, setCode] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(url)
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_MS)
  }
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex h-8 min-w-0 items-center rounded-2 border border-line bg-well ps-2 max-md:h-11">
        <input
          readOnly
          value={url}
          aria-label={label}
          onFocus={(event) => event.target.select()}
          className="min-w-0 grow bg-transparent font-mono text-11 outline-none"
        />
        <IconButton label={copied ? t('link.copied') : t('link.copy')} onClick={() => void copy()}>
          {copied ? <Check /> : <Copy />}
        </IconButton>
        <IconButton label={t('link.code')} pressed={code} onClick={() => setCode(!code)}>
          <QrCode />
        </IconButton>
      </div>
      <span role="status" className="sr-only">
        {copied && t('link.copied')}
      </span>
      {code && (
        <div ref={showAll} className="self-center rounded-2 bg-white p-3">
          <QRCodeSVG value={url} size={176} title={label} />
        </div>
      )}
    </div>
  )
}
