import { useState } from 'react'
import { Outlet } from 'react-router'
import { Palette } from '../palette/Palette.tsx'
import { Rail } from './Rail.tsx'
import { ShortcutsDialog } from './ShortcutsDialog.tsx'
import { TopBar } from './TopBar.tsx'

/** The frame of every page but the viewer: rail, top bar, palette. */
export function Component() {
  const [palette, setPalette] = useState(false)
  const [shortcuts, setShortcuts] = useState(false)
  return (
    <div className="grid h-dvh grid-cols-[var(--rail)_minmax(0,1fr)] grid-rows-[var(--bar)_minmax(0,1fr)] max-md:grid-cols-1 max-md:grid-rows-[var(--bar)_minmax(0,1fr)_var(--bar)]">
      <Rail onShortcuts={() => setShortcuts(true)} />
      <TopBar onSearch={() => setPalette(true)} />
      <main className="min-h-0 min-w-0 max-md:row-start-2">
        <Outlet />
      </main>
      <Palette open={palette} onOpenChange={setPalette} onShortcuts={() => setShortcuts(true)} />
      <ShortcutsDialog open={shortcuts} onOpenChange={setShortcuts} />
    </div>
  )
}
