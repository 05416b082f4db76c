import { useUser } from '#web/api/user.ts'
import { GuestUpload } from '#web/features/guest/GuestUpload.tsx'
import { UploadArea } from '#web/features/upload/UploadArea.tsx'
import { UploadButton } from '#web/features/upload/UploadButton.tsx'
import { UploadDock } from '#web/features/upload/UploadDock.tsx'

/** The upload of the application, into the one place that a link opens. */
export function Component() {
  const { guest, email } = useUser()
  const place = guest?.namespace_id
    ? {
        uuid: guest.namespace_id,
        name: guest.namespace_name ?? guest.account_name ?? '',
        rules: guest.anonymize ?? {},
        email: email ?? '',
        askRules: guest.prompt_for_anonymize === 1,
      }
    : undefined
  return (
    <UploadArea namespace={place?.uuid} only={place}>
      <GuestUpload button={<UploadButton look="primary" />} dock={<UploadDock />} />
    </UploadArea>
  )
}
