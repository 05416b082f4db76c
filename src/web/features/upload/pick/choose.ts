import type { Root } from './walk.ts'

/** Asks the browser for files, or for a folder. Resolves with nothing when the person changes their mind. */
export function chooseFiles(kind: 'files' | 'folder'): Promise<Root[]> {
  const { promise, resolve } = Promise.withResolvers<Root[]>()
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  if (kind === 'folder') input.webkitdirectory = true
  input.addEventListener('change', () =>
    resolve([...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }))),
  )
  input.addEventListener('cancel', () => resolve([]))
  input.click()
  return promise
}

interface HandleItem extends DataTransferItem {
  getAsFileSystemHandle: () => Promise<FileSystemHandle | null>
}
const givesHandles = (item: DataTransferItem): item is HandleItem => 'getAsFileSystemHandle' in item

/** What was dropped. Handles where the browser has them: those can be kept over a reload. */
export async function droppedRoots(transfer: DataTransfer): Promise<Root[]> {
  // The items are gone after the first await, so all are asked for at once.
  const items = [...transfer.items].filter((item) => item.kind === 'file')
  const asked = items.map((item) => ({
    handle: givesHandles(item) ? item.getAsFileSystemHandle().catch(() => null) : Promise.resolve(null),
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }))
  const roots: Root[] = []
  for (const { handle, entry, file } of asked) {
    const kept = await handle
    if (kept) roots.push({ handle: kept })
    else if (entry) roots.push({ entry })
    else if (file) roots.push({ file, path: file.name })
  }
  return roots
}
