import { Building2, ChevronsUpDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { Popover } from '#web/ui/Popover.tsx'

const ALL = ''

/** Which namespace the lists show; it stands in the address. */
export function NamespaceSwitcher() {
  const { t } = useTranslation('app')
  const { namespaces } = useUser()
  const [open, setOpen] = useState(false)
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const current = params.get('namespace') ?? ALL
  const options = [
    { value: ALL, label: t('namespace.all') },
    ...namespaces.map(({ uuid, name }) => ({ value: uuid, label: name })),
  ]
  const shown = options.find(({ value }) => value === current)?.label ?? t('namespace.other')
  const choose = (value: string) => {
    setOpen(false)
    const next = new URLSearchParams(params)
    if (value === ALL) next.delete('namespace')
    else next.set('namespace', value)
    void navigate({ pathname: '/studies', search: `?${next}` })
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t('namespace.label')}
      className="w-72"
      trigger={
        <Button
          look="plain"
          className="max-w-full !text-ink"
          aria-label={t('namespace.shown', { name: shown })}
        >
          <Building2 className="!size-3.5" />
          <span className="truncate">{shown}</span>
          <ChevronsUpDown className="!size-3.5 text-quiet" />
        </Button>
      }
    >
      <Combobox
        label={t('namespace.label')}
        placeholder={t('namespace.search')}
        emptyText={t('namespace.none')}
        options={options}
        selected={[current]}
        onToggle={choose}
      />
    </Popover>
  )
}
