/** Files are handed on in groups of this many, so that a large folder is looked at while it is still listed. */
const GROUP = 200

/** A file that somebody picked, and where it lay. */
export interface PickedFile {
  path: string
  file: File
}

/** Something that was dropped or chosen: a file, a folder, or a handle that the browser can keep. */
export type Root = { file: File; path: string } | { entry: FileSystemEntry } | { handle: FileSystemHandle }

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject))

const isDirectoryEntry = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

async function* entryFiles(entry: FileSystemEntry): AsyncGenerator<PickedFile> {
  if (isFileEntry(entry)) {
    yield { path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) }
  } else if (isDirectoryEntry(entry)) {
    const reader = entry.createReader()
    // A reader answers at most 100 entries at a time, and an empty list at the end.
    for (;;) {
      const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      )
      if (entries.length === 0) return
      for (const child of entries) yield* entryFiles(child)
    }
  }
}

const isFileHandle = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === 'file'
const isDirectoryHandle = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
  handle.kind === 'directory'

async function* handleFiles(handle: FileSystemHandle, path: string): AsyncGenerator<PickedFile> {
  if (isFileHandle(handle)) yield { path, file: await handle.getFile() }
  else if (isDirectoryHandle(handle)) {
    for await (const child of handle.values()) yield* handleFiles(child, `${path}/${child.name}`)
  }
}

/** Every file under what was dropped or chosen, in groups, with its path. */
export async function* walk(roots: readonly Root[]): AsyncGenerator<readonly PickedFile[]> {
  let group: PickedFile[] = []
  for (const root of roots) {
    const files =
      'file' in root
        ? [root]
        : 'entry' in root
          ? entryFiles(root.entry)
          : handleFiles(root.handle, root.handle.name)
    for await (const picked of files) {
      group.push(picked)
      if (group.length >= GROUP) {
        yield group
        group = []
      }
    }
  }
  if (group.length > 0) yield group
}
