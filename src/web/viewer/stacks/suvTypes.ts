/** By what uptake is counted: body weight, lean body mass, body surface area, ideal body weight. */
export const SUV_TYPES = ['bw', 'lbm', 'bsa', 'ibw'] as const
export type SuvType = (typeof SUV_TYPES)[number]
