import { ChevronDown, ChevronUp, Ellipsis, Upload } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { FilesDialog } from './FilesDialog.tsx'
import { InterruptedItem } from './InterruptedItem.tsx'
import type { KeptUpload } from './send/memory.ts'
import type { UploadSummary } from './send/queue.ts'
import { interruptedUploads, pause, removeUpload, resume, retry, useUploads } from './send/uploads.ts'
import { useUploadName } from './useUploadName.ts'

function State({ upload }: { upload: UploadSummary }) {
  const { t } = useTranslation('upload')
  const formats = useFormats()
  if (upload.failed > 0) {
    return (
      <span className="flex shrink-0 items-center gap-1 text-bad">
        <StatusShape shape="cross" />
        {t('dock.failed', { count: upload.failed })}
      </span>
    )
  }
  if (upload.state === 'done') {
    return upload.apart > 0 ? (
      <span className="flex shrink-0 items-center gap-1 text-warn">
        <StatusShape shape="warning" />
        {t('dock.apart', { count: upload.apart })}
      </span>
    ) : (
      <span className="flex shrink-0 items-center gap-1 text-quiet">
        <StatusShape shape="tick" />
        {t('dock.done', { count: upload.total })}
      </span>
    )
  }
  return (
    <span className="shrink-0 text-quiet tabular-nums">
      {upload.state === 'paused' && `${t('dock.paused')} · `}
      {t('dock.progress', { sent: formats.number(upload.sent), total: formats.number(upload.total) })}
    </span>
  )
}

function DockItem({ upload }: { upload: UploadSummary }) {
  const { t } = useTranslation('upload')
  const [files, setFiles] = useState(false)
  const name = useUploadName()(upload)
  const share = upload.size === 0 ? 1 : upload.sentSize / upload.size
  return (
    <li className="px-4 pt-1.5 pb-2">
      <div className="flex min-h-6 items-center gap-2 text-12">
        <span className="min-w-0 grow truncate" title={`${name} · ${upload.namespaceName}`}>
          {name}
        </span>
        <State upload={upload} />
        <Menu
          align="end"
          side="top"
          trigger={
            <IconButton label={t('dock.menu', { name })} narrow className="!h-6">
              <Ellipsis className="!size-3.5" />
            </IconButton>
          }
        >
          {upload.state === 'running' && (
            <MenuItem onSelect={() => pause(upload.id)}>{t('dock.pause')}</MenuItem>
          )}
          {upload.state === 'paused' && (
            <MenuItem onSelect={() => resume(upload.id)}>{t('dock.resume')}</MenuItem>
          )}
          {upload.failed > 0 && <MenuItem onSelect={() => retry(upload.id)}>{t('dock.retry')}</MenuItem>}
          <MenuItem onSelect={() => setFiles(true)}>{t('dock.files')}</MenuItem>
          <MenuItem danger={upload.state !== 'done'} onSelect={() => removeUpload(upload.id)}>
            {upload.state === 'done' ? t('dock.dismiss') : t('dock.cancel')}
          </MenuItem>
        </Menu>
      </div>
      <Progress value={share} label={name} />
      {files && <FilesDialog upload={upload} name={name} onClose={() => setFiles(false)} />}
    </li>
  )
}

// Kept while the dock moves from one side of the page to another.
let folded = false

/** Uploads under way, finished and interrupted; they go on whatever page is shown. */
export function UploadDock() {
  const { t } = useTranslation('upload')
  const uploads = useUploads()
  const [open, setOpen] = useState(!folded)
  const [interrupted, setInterrupted] = useState<readonly KeptUpload[]>([])
  useEffect(() => {
    void interruptedUploads().then(setInterrupted)
  }, [])
  const waiting = interrupted.filter(({ id }) => !uploads.some((upload) => upload.id === id))
  if (uploads.length === 0 && waiting.length === 0) return null
  const left = Math.max(0, ...uploads.map((upload) => (upload.state === 'running' ? (upload.left ?? 0) : 0)))
  return (
    <section aria-label={t('dock.label')} className="border-line border-t bg-raised">
      <header className="flex h-9 items-center gap-2 border-line border-b ps-4 pe-2 font-medium">
        <Upload className="!size-3.5 text-quiet" />
        <h2 className="min-w-0 grow truncate">
          {t('dock.title', { count: uploads.length + waiting.length })}
        </h2>
        {left > 0 && (
          <span className="font-regular text-12 text-quiet">
            {left < 60_000
              ? t('dock.secondsLeft')
              : t('dock.minutesLeft', { count: Math.round(left / 60_000) })}
          </span>
        )}
        <IconButton
          label={open ? t('dock.fold') : t('dock.unfold')}
          aria-expanded={open}
          narrow
          onClick={() => {
            folded = open
            setOpen(!open)
          }}
        >
          {open ? <ChevronDown className="!size-3.5" /> : <ChevronUp className="!size-3.5" />}
        </IconButton>
      </header>
      {open && (
        <ul className="max-h-64 overflow-y-auto">
          {uploads.map((upload) => (
            <DockItem key={upload.id} upload={upload} />
          ))}
          {waiting.map((kept) => (
            <InterruptedItem
              key={kept.id}
              kept={kept}
              onForget={() => {
                removeUpload(kept.id)
                setInterrupted(interrupted.filter(({ id }) => id !== kept.id))
              }}
            />
          ))}
        </ul>
      )}
    </section>
  )
}
