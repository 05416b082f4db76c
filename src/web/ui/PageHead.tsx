import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { inputClasses } from './Field.tsx'

/** The line over a page: what it is, of what it is chosen, a search, and what else can be done. */
export function PageHead({
  title,
  choice,
  search,
  onSearch,
  searchText,
  children,
}: {
  title: string
  choice?: ReactNode
  search?: string
  onSearch?: (text: string) => void
  /** What the search looks in, where it is not plain. */
  searchText?: string | undefined
  children?: ReactNode
}) {
  const { t } = useTranslation('ui')
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-line border-b px-3 py-1">
      <h1 className="font-strong text-14">{title}</h1>
      {choice}
      {onSearch && (
        <div className="relative ms-2 w-56 max-md:order-last max-md:ms-0 max-md:w-full">
          <Search className="pointer-events-none absolute inset-y-0 start-2 my-auto !size-3.5 text-quiet" />
          <input
            type="search"
            aria-label={searchText ?? t('search')}
            placeholder={searchText ?? t('search')}
            value={search}
            onChange={(event) => onSearch(event.target.value)}
            className={`${inputClasses} ps-7`}
          />
        </div>
      )}
      <span className="grow" />
      {children}
    </div>
  )
}
