/** Modalities whose objects are no pictures, as far as a series search tells (PS3.3 C.7.3.1.1.1). */
const WITHOUT_PICTURES = new Set([
  ...['SR', 'PR', 'KO', 'DOC', 'SEG', 'RTSTRUCT', 'RTPLAN', 'RTRECORD', 'REG', 'FID', 'RWV'],
  ...['ECG', 'EPS', 'HD', 'RESP', 'AU', 'PLAN', 'TEXTUREMAP', 'M3D'],
])

export const hasPictures = (Modality: string): boolean => !WITHOUT_PICTURES.has(Modality)
