import { z } from 'zod'
import { EMPTY_LAYOUT } from '#web/ui/table/columns.ts'
import { useSetting } from './setting.ts'

const layoutSchema = z.object({
  order: z.array(z.string()).readonly(),
  shown: z.record(z.string(), z.boolean()).readonly(),
  widths: z.record(z.string(), z.number()).readonly(),
})

/** The columns of a table as its reader has arranged them, kept under `collimate.NAME`. */
export const useTableLayout = (name: string) => useSetting(`collimate.${name}`, layoutSchema, EMPTY_LAYOUT)
