/** Ways of seeing a volume as a body, by Cornerstone's names for them, the first one to begin with. */
export const PRESETS = {
  CT: [
    'CT-Bones',
    'CT-Soft-Tissue',
    'CT-Lung',
    'CT-Chest-Vessels',
    'CT-Coronary-Arteries',
    'CT-Cardiac',
    'CT-Liver-Vasculature',
    'CT-Muscle',
    'CT-Fat',
    'CT-MIP',
  ],
  MR: ['MR-Default', 'MR-Angio', 'MR-T2-Brain', 'MR-MIP'],
} as const
