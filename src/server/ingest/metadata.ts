import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Instance headers are small and alike; a low level is nearly as dense and several times as fast. */
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export const packMetadata = (json: string): Buffer => zstdCompressSync(json, OPTIONS)
export const unpackMetadata = (packed: Buffer): Buffer => zstdDecompressSync(packed)
