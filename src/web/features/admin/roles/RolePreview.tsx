import { useTranslation } from 'react-i18next'
import { PERMISSION_FLAGS, type PermissionFlag, STUDY_FIELD_PERMISSIONS } from '#contract/permission.ts'
import type { RoleRecord } from '#contract/role.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { AccessFilters } from './AccessFilters.tsx'

/** What is open by which flag, in the words of the application. */
const PARTS = {
  screens: {
    worklist: 'study_view',
    viewer: 'study_browse',
    approvals: 'study_approve',
    messages: 'message_view',
    users: 'account_user_view',
    places: 'group_view',
    roles: 'role_view',
    links: 'link_view',
    audit: 'audit_view',
    settings: 'account_edit',
  },
  studies: {
    download: 'study_download',
    upload: 'study_upload',
    edit: 'study_edit',
    comment: 'study_comment_edit',
    status: 'study_status_edit',
    annotate: 'annotation_edit',
    shareUser: 'study_share_user',
    shareGroup: 'study_share_group',
    shareLocation: 'study_share_location',
    shareAccount: 'study_share_account',
    shareEmail: 'study_share_email',
    link: 'link_edit',
    move: 'study_move',
    duplicate: 'study_duplicate',
    delete: 'study_delete',
    reports: 'study_report_view',
  },
} as const

const flags: Readonly<Record<string, PermissionFlag>> = PERMISSION_FLAGS

/** A sub-flag counts with its parent. */
const permits = ({ permissions }: RoleRecord, flag: string): boolean => {
  const parent = flags[flag]?.parent
  return permissions[flag] === 1 && (parent === undefined || permissions[parent] === 1)
}

/** The application as a member with this role finds it, without being one. */
export function RolePreview({ role, onClose }: { role: RoleRecord; onClose: () => void }) {
  const { t } = useTranslation('admin')
  const bound = STUDY_FIELD_PERMISSIONS.filter((field) => (role.permissions[field] ?? 'F') !== 'F')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="wide"
      title={t('preview.title', { role: role.name })}
      description={t('preview.text')}
    >
      <div className="grid grid-cols-3 gap-6 max-md:grid-cols-1">
        {(['screens', 'studies'] as const).map((part) => (
          <section key={part} aria-label={t(`preview.${part}.title`)}>
            <h3 className="mb-1 font-strong text-12">{t(`preview.${part}.title`)}</h3>
            <ul>
              {Object.entries(PARTS[part]).map(([name, flag]) => (
                <li key={name} className="flex min-h-7 items-center gap-2">
                  <StatusShape shape={permits(role, flag) ? 'tick' : 'cross'} />
                  <span className={permits(role, flag) ? '' : 'text-quiet line-through'} title={flag}>
                    {t(`preview.${part}.${name}`)}
                  </span>
                  <span className="sr-only">{t(permits(role, flag) ? 'preview.open' : 'preview.shut')}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <section aria-label={t('preview.fields')}>
          <h3 className="mb-1 font-strong text-12">{t('preview.fields')}</h3>
          {bound.length === 0 && <p className="text-quiet">{t('preview.allFields')}</p>}
          <ul>
            {bound.map((field) => (
              <li key={field} className="flex min-h-7 items-center gap-2">
                {t(`preview.field.${field.replace('study_field_', '')}`)}
                <span className="text-quiet">{t(`preview.flag.${String(role.permissions[field])}`)}</span>
              </li>
            ))}
          </ul>
          <div className="mt-4">
            <AccessFilters role={role} edits={false} />
          </div>
        </section>
      </div>
      <div className="mt-4 flex justify-end">
        <Button size="large" onClick={onClose}>
          {t('done')}
        </Button>
      </div>
    </Dialog>
  )
}
