import { isMarkTool } from '../marks/mark.ts'
import { useSession } from '../state/context.ts'
import type { ToolId } from '../state/interface.ts'
import { useStore } from '../state/store.ts'
import { ActionButton } from './ActionButton.tsx'
import { TOOL_ICONS } from './icons.ts'

/** A tool of the main button; tools that write are off where the reader may not. */
export function ToolButton({ tool, className }: { tool: ToolId; className?: string }) {
  const session = useSession()
  const pressed = useStore(session.ui, (ui) => ui.tool === tool)
  const writes = isMarkTool(tool) || tool === 'eraser'
  return (
    <ActionButton
      action={tool}
      icon={TOOL_ICONS[tool]}
      pressed={pressed}
      disabled={writes && !session.permissions.marks}
      {...(className === undefined ? {} : { className })}
    />
  )
}
