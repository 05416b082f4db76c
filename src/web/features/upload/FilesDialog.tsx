import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { type Shape, StatusShape } from '#web/ui/StatusShape.tsx'
import type { FileState, QueuedFile, UploadSummary } from './send/queue.ts'
import { retry, uploadedFiles } from './send/uploads.ts'

const ROW = 28

const SHAPES: Record<FileState, Shape> = {
  waiting: 'ring',
  sending: 'half',
  sent: 'tick',
  skipped: 'dash',
  failed: 'cross',
}

function FileRow({ file }: { file: QueuedFile }) {
  const { t } = useTranslation('upload')
  const formats = useFormats()
  const share = file.file.size === 0 ? 0 : Math.floor((file.progress / file.file.size) * 100)
  return (
    <>
      <StatusShape shape={SHAPES[file.state]} />
      <span className="min-w-0 shrink grow basis-1/2 truncate font-mono text-11" title={file.path}>
        {file.path}
      </span>
      <span
        className={file.state === 'failed' ? 'min-w-0 shrink truncate text-bad' : 'shrink-0 text-quiet'}
        title={file.reason}
      >
        {file.state === 'sending'
          ? t('file.sending', { percent: share })
          : file.state === 'failed'
            ? file.reason || t('file.connection')
            : t(`file.${file.state}`)}
      </span>
      <span className="w-16 shrink-0 text-end text-quiet">{formats.bytes(file.file.size)}</span>
    </>
  )
}

/** Every file of an upload with its state and, where it failed, the reason. */
export function FilesDialog({
  upload,
  name,
  onClose,
}: {
  upload: UploadSummary
  name: string
  onClose: () => void
}) {
  const { t } = useTranslation('upload')
  const formats = useFormats()
  const [onlyFailed, setOnlyFailed] = useState(upload.failed > 0)
  const scroller = useRef<HTMLDivElement>(null)
  const files = uploadedFiles(upload.id).filter(
    ({ state }) => !onlyFailed || upload.failed === 0 || state === 'failed',
  )
  const virtualizer = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    initialRect: { width: 0, height: 420 },
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="wide"
      title={name}
      description={t('dock.progress', {
        sent: formats.number(upload.sent),
        total: formats.number(upload.total),
      })}
      footer={
        upload.failed > 0 && (
          <>
            <div className="grow">
              <Checkbox checked={onlyFailed} onChange={setOnlyFailed}>
                {t('file.onlyFailed', { count: upload.failed })}
              </Checkbox>
            </div>
            <Button size="large" onClick={() => retry(upload.id)}>
              {t('dock.retry')}
            </Button>
          </>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard. */}
      <div ref={scroller} tabIndex={0} className="h-[420px] max-h-[60vh] overflow-y-auto">
        <ul
          aria-label={t('dock.files')}
          className="relative"
          style={{ blockSize: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const file = files[item.index]
            return (
              file && (
                <li
                  key={item.key}
                  className="absolute inset-x-0 top-0 flex h-7 items-center gap-2 text-12 tabular-nums"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <FileRow file={file} />
                </li>
              )
            )
          })}
        </ul>
      </div>
    </Dialog>
  )
}
