import { type ReactNode, useState } from 'react'
import { EmptyState } from './Message.tsx'
import { Select } from './Select.tsx'

/** A page about one of several accounts, with the choice between them where there is one. */
export function OfAccount<A extends { uuid: string; name: string }>({
  accounts,
  label,
  noneText,
  children,
}: {
  accounts: readonly A[]
  label: string
  noneText: string
  children: (account: A, choice: ReactNode) => ReactNode
}) {
  const [chosen, setChosen] = useState<string>()
  const account = accounts.find(({ uuid }) => uuid === chosen) ?? accounts[0]
  if (!account) return <EmptyState heading="h1" title={noneText} />
  const choice = accounts.length > 1 && (
    <div className="w-48">
      <Select
        label={label}
        quietLabel
        value={account.uuid}
        onChange={setChosen}
        options={accounts.map(({ uuid, name }) => ({ value: uuid, label: name }))}
      />
    </div>
  )
  return children(account, choice)
}
