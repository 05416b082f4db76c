const TYPE = 'application/x-collimate-stack'

/** Dragging a stack from the strip into a viewport. */
export function dragStack(transfer: DataTransfer, id: string): void {
  transfer.setData(TYPE, id)
  transfer.effectAllowed = 'copy'
}

export const acceptsStack = (transfer: DataTransfer): boolean => transfer.types.includes(TYPE)

export const droppedStack = (transfer: DataTransfer): string | undefined =>
  transfer.getData(TYPE) || undefined
