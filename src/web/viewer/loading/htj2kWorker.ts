import wasmUrl from '@cornerstonejs/codec-openjph/wasm?url'
import openjph from '@cornerstonejs/codec-openjph/wasmjs'

/** Decodes HTJ2K streams beside the page, those that have come only in part as well: what is missing is smooth. */

export interface DecodeRequest {
  readonly id: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What a sample may be: what a part of a stream makes of it may go beyond. */
  readonly least: number
  readonly most: number
}

export interface DecodeReply {
  readonly id: number
  /** Samples as plain little endian bytes; undefined where the stream cannot be read. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined
}

const codec = openjph({ locateFile: () => wasmUrl })

/** Within its bounds, in place. */
function clamp(
  samples: Int8Array | Uint8Array | Int16Array | Uint16Array,
  least: number,
  most: number,
): void {
  for (let n = 0; n < samples.length; n++) {
    const value = samples[n] ?? 0
    if (value < least) samples[n] = least
    else if (value > most) samples[n] = most
  }
}

async function decode({ bytes, least, most }: DecodeRequest): Promise<Uint8Array<ArrayBuffer>> {
  const { HTJ2KDecoder } = await codec
  if (!HTJ2KDecoder) throw new Error('the codec has no decoder')
  const decoder = new HTJ2KDecoder()
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    decoder.decode()
    const { bitsPerSample, isSigned } = decoder.getFrameInfo()
    const { buffer } = Uint8Array.from(decoder.getDecodedBuffer())
    const samples =
      bitsPerSample > 8
        ? isSigned
          ? new Int16Array(buffer)
          : new Uint16Array(buffer)
        : isSigned
          ? new Int8Array(buffer)
          : new Uint8Array(buffer)
    clamp(samples, least, most)
    return new Uint8Array(buffer)
  } finally {
    decoder.delete()
  }
}

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  decode(data).then(
    (bytes) => self.postMessage({ id: data.id, bytes } satisfies DecodeReply, { transfer: [bytes.buffer] }),
    () => self.postMessage({ id: data.id, bytes: undefined } satisfies DecodeReply),
  )
})
