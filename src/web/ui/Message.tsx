import type { ReactNode } from 'react'
import { StatusShape } from './StatusShape.tsx'

interface MessageProps {
  title: string
  text?: string
  actions?: ReactNode
  /** `h1` when it is all that the page says. */
  heading?: 'h1' | 'h2'
}

/** Why there is nothing here, and the way out. */
export const EmptyState = ({ title, text, actions, heading: Heading = 'h2' }: MessageProps) => (
  <div className="flex max-w-96 flex-col gap-1 p-4">
    <Heading className="font-strong text-13">{title}</Heading>
    {text !== undefined && <p className="text-quiet">{text}</p>}
    {actions !== undefined && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
  </div>
)

/** What failed, what is safe, what to do. */
export const ErrorState = ({ title, text, actions, heading: Heading = 'h2' }: MessageProps) => (
  <div role="alert" className="flex max-w-96 flex-col gap-1 p-4">
    <Heading className="flex items-center gap-2 font-strong text-13">
      <StatusShape shape="cross" />
      {title}
    </Heading>
    {text !== undefined && <p className="text-quiet">{text}</p>}
    {actions !== undefined && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
  </div>
)

/** A bar over what is still there: older data, a lost connection, a refused form. */
export const ErrorBar = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div
    role="alert"
    className="flex min-h-9 items-center gap-2 border-line border-b bg-bad-tint px-3 py-1 text-12"
  >
    <StatusShape shape="cross" />
    <span className="min-w-0 grow">{children}</span>
    {action}
  </div>
)
