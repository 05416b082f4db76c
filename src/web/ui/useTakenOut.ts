import { useState } from 'react'

/**
 * What was just taken out of a list that stays in sight: it keeps its place there with the way back (`RowEnd`), where a
 * toast over a dialog is out of reach of the keyboard. `current` is the list as it was read last, `reading` whether it is
 * being read anew.
 */
export function useTakenOut<Row>(current: readonly Row[], reading: boolean, keyOf: (row: Row) => string) {
  const [gone, setGone] = useState<readonly { row: Row; key: string; place: number }[]>([])
  const has = (key: string) => current.some((row) => keyOf(row) === key)
  const rows = [...current]
  for (const { row, key, place } of gone) if (!has(key)) rows.splice(place, 0, row)
  return {
    rows,
    isGone: (row: Row) => gone.some(({ key }) => key === keyOf(row)) && (reading || !has(keyOf(row))),
    /** The row was taken out: it stays shown where it stands. */
    remember: (row: Row) =>
      setGone((before) => [
        ...before.filter(({ key }) => key !== keyOf(row)),
        { row, key: keyOf(row), place: rows.findIndex((one) => keyOf(one) === keyOf(row)) },
      ]),
    /** What has this key was given back. */
    forget: (key: string) => setGone((before) => before.filter((one) => one.key !== key)),
  }
}
