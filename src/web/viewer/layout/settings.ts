import { useMemo } from 'react'
import { z } from 'zod'
import { useSetting } from '#web/api/setting.ts'
import { SUV_TYPES } from '../stacks/suvTypes.ts'
import { accountMouse } from '../state/accountMouse.ts'
import { MOUSE_SETS, NAVIGATION_TOOLS, type Preferences } from '../state/interface.ts'
import { useStore } from '../state/store.ts'
import { type Grid, LARGEST } from './grid.ts'

const side = z.int().min(1).max(LARGEST)
const layoutSchema = z.object({ rows: side, columns: side })
const tool = z.enum(NAVIGATION_TOOLS)
const preferencesSchema = z.object({
  mouseSet: z.enum(MOUSE_SETS).default('standard'),
  own: z
    .object({ main: tool, middle: tool, second: tool })
    .default({ main: 'window', middle: 'pan', second: 'zoom' }),
  byModality: z.record(z.string(), z.enum(MOUSE_SETS)).default({}),
  levelInverted: z.boolean().default(false),
  autoplay: z.boolean().default(false),
  suvType: z.enum(SUV_TYPES).default('bw'),
})

const ONE_BY_ONE = { rows: 1, columns: 1 }
const DEFAULTS: Preferences = preferencesSchema.parse({})

/**
 * What the viewer keeps for its user with `/setting/set`. Who has chosen nothing has the mouse that the account asks for:
 * "Scroll" counts where an account has set it, as v3's default for those that never did it must surprise nobody.
 */
export function useViewerSettings() {
  const mouseSet = useStore(accountMouse, (account) => account.mouseSet)
  const untold = useMemo((): Preferences => ({ ...DEFAULTS, mouseSet }), [mouseSet])
  const [layout, setLayout] = useSetting('collimate.viewer.layout', layoutSchema, ONE_BY_ONE)
  const [preferences, setPreferences] = useSetting('collimate.viewer.preferences', preferencesSchema, untold)
  const startingGrid = useMemo(
    (): Grid => ({
      ...layout,
      cells: Array.from({ length: layout.rows * layout.columns }, () => undefined),
      active: 0,
    }),
    [layout],
  )
  return { layout, setLayout, preferences, setPreferences, startingGrid }
}
