import type { FolderRecord } from '#contract/folder.ts'

/** A folder as the tree shows it. */
export interface TreeRow {
  folder: FolderRecord
  /** From 1. */
  level: number
  open: boolean
  /** It holds folders. */
  inner: boolean
}

/** The rows of the tree from top to bottom: what is below a folder only where that is open. */
export function treeRows(folders: readonly FolderRecord[], open: ReadonlySet<string>): TreeRow[] {
  const children = Map.groupBy(folders, ({ parent_id }) => parent_id)
  const rows: TreeRow[] = []
  const visit = (parent: string | null, level: number) => {
    for (const folder of children.get(parent) ?? []) {
      const inner = children.has(folder.uuid)
      const shown = open.has(folder.uuid)
      rows.push({ folder, level, open: shown, inner })
      if (shown) visit(folder.uuid, level + 1)
    }
  }
  visit(null, 1)
  return rows
}

/** The folders above one, the nearest first. */
export function pathOf(folders: readonly FolderRecord[], uuid: string): FolderRecord[] {
  const byId = new Map(folders.map((folder) => [folder.uuid, folder]))
  const path: FolderRecord[] = []
  for (let at = byId.get(uuid)?.parent_id; at; at = byId.get(at)?.parent_id) {
    const folder = byId.get(at)
    if (!folder || path.includes(folder)) break
    path.push(folder)
  }
  return path
}

/** Where a key leads from a row: another row, or the row opened or closed. */
export function treeKey(
  rows: readonly TreeRow[],
  at: number,
  key: string,
): { to: number } | { toggle: string } | undefined {
  const row = rows[at]
  const last = rows.length - 1
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(last, at + 1) }
    case 'ArrowUp':
      return { to: Math.max(-1, at - 1) }
    case 'Home':
      return { to: -1 }
    case 'End':
      return { to: last }
    case 'ArrowRight':
      if (!row?.inner) return undefined
      return row.open ? { to: at + 1 } : { toggle: row.folder.uuid }
    case 'ArrowLeft':
      if (!row) return undefined
      if (row.open && row.inner) return { toggle: row.folder.uuid }
      return { to: rows.findIndex(({ folder }) => folder.uuid === row.folder.parent_id) }
    default:
      return undefined
  }
}
