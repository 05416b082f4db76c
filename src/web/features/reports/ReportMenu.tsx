import { Ellipsis, FileText, Mail, Trash } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type RadreportRecord, radreportDelete } from '#contract/radreport.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater } from '#web/api/leaving.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useUser } from '#web/api/user.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '#web/ui/Menu.tsx'
import { pdfUrl } from './queries.ts'
import { SendDialog } from './SendDialog.tsx'

/** What else is done with a report: its document, sending it, deleting one's own. */
export function ReportMenu({
  report,
  study,
  onOpenDocument,
}: {
  report: RadreportRecord
  study: StudyRecord
  /** Before its document is opened: what is not saved yet. */
  onOpenDocument?: () => Promise<unknown>
}) {
  const { t } = useTranslation('reports')
  const user = useUser()
  const deleteLater = useDeleteLater()
  const [sending, setSending] = useState(false)
  const { uuid } = report
  const openDocument = () => {
    // Opened at once, as browsers let a click do; it is sent on when the words are saved.
    const page = window.open('', '_blank')
    void (onOpenDocument?.() ?? Promise.resolve()).then(() => {
      if (page) page.location.href = pdfUrl(uuid)
    })
  }
  const remove = () =>
    deleteLater({
      uuids: [uuid],
      remove: (one, options) => call(radreportDelete, { uuid: one }, options),
      reads: [studyGet],
      text: t('deleted'),
      failed: (failures) => t(`refused.${errorTypeOf(failures[0]?.error) ?? 'failed'}`, t('refused.failed')),
    })
  const deletes = report.user_id === user.uuid && study.permissions.radreport_edit === 1
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={t('more')} narrow>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<FileText />} onSelect={openDocument}>
          {t(report.signed === null ? 'preview' : 'document')}
        </MenuItem>
        {report.attachment !== null && report.mail_out === 1 && !user.guest && (
          <MenuItem icon={<Mail />} onSelect={() => setSending(true)}>
            {t('send')}
          </MenuItem>
        )}
        {deletes && (
          <>
            <MenuSeparator />
            <MenuItem icon={<Trash />} danger onSelect={remove}>
              {t('delete')}
            </MenuItem>
          </>
        )}
      </Menu>
      {sending && <SendDialog uuid={uuid} onClose={() => setSending(false)} />}
    </>
  )
}
