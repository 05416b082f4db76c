import charlsUrl from '@cornerstonejs/codec-charls/decodewasm?url'
import type { DecoderClass, WasmDecoder, WasmModule } from '@cornerstonejs/codec-charls/decodewasmjs'
import libjpegUrl from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url'
import libjxlUrl from '@cornerstonejs/codec-libjxl/decodewasm?url'
import openjpegUrl from '@cornerstonejs/codec-openjpeg/decodewasm?url'
import openjphUrl from '@cornerstonejs/codec-openjph/wasm?url'
import type { Codec, DecodeReply, DecodeRequest, PrepareRequest } from './codec.ts'
import { extentOf } from './extent.ts'
import { wholeValues } from './wholeValues.ts'

/** Decodes compressed frames beside the page. A codec comes when the first frame of its kind does. */

type WasmCodec = Exclude<Codec, 'jpeg-lossless'>

const from = (url: string) => ({ locateFile: () => url, print: () => undefined, printErr: () => undefined })

const MODULES: Readonly<Record<WasmCodec, () => Promise<WasmModule>>> = {
  charls: async () => (await import('@cornerstonejs/codec-charls/decodewasmjs')).default(from(charlsUrl)),
  libjpeg: async () =>
    (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default(from(libjpegUrl)),
  libjxl: async () => (await import('@cornerstonejs/codec-libjxl/decodewasmjs')).default(from(libjxlUrl)),
  openjpeg: async () =>
    (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default(from(openjpegUrl)),
  openjph: async () => (await import('@cornerstonejs/codec-openjph/wasmjs')).default(from(openjphUrl)),
}

const decoderOf = (codec: WasmCodec, module: WasmModule): DecoderClass | undefined =>
  ({
    charls: module.JpegLSDecoder,
    libjpeg: module.JPEGDecoder,
    libjxl: module.JpegXLDecoder,
    openjpeg: module.J2KDecoder,
    openjph: module.HTJ2KDecoder,
  })[codec]

const loaded = new Map<WasmCodec, Promise<WasmModule>>()

function load(codec: WasmCodec): Promise<WasmModule> {
  const known = loaded.get(codec)
  if (known) return known
  const coming = MODULES[codec]()
  loaded.set(codec, coming)
  // One that did not come over a line that broke is asked for again with the next frame.
  coming.catch(() => loaded.delete(codec))
  return coming
}

interface Decoded {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly pixels: number
  readonly samples: number
  readonly bits: number
}

function readBy(decoder: WasmDecoder, bytes: Uint8Array): Decoded {
  decoder.getEncodedBuffer(bytes.length).set(bytes)
  decoder.decode()
  const { width, height, bitsPerSample: bits, componentCount: samples } = decoder.getFrameInfo()
  if (samples > 1 && decoder.getInterleaveMode?.() === 0) throw new Error('samples by plane')
  return { bytes: decoder.getDecodedBuffer().slice(), pixels: width * height, samples, bits }
}

async function decode({ codec, bytes, form }: DecodeRequest): Promise<Decoded> {
  if (codec === 'jpeg-lossless') {
    const { Decoder } = await import('@cornerstonejs/jpeg-lossless-decoder-js')
    const decoder = new Decoder()
    const wide = form.bitsAllocated > 8 ? 2 : 1
    const { buffer, byteOffset, byteLength } = decoder.decode(
      bytes.buffer,
      bytes.byteOffset,
      bytes.length,
      wide,
    )
    const { dimX, dimY, numComp, precision } = decoder.frame
    return {
      bytes: new Uint8Array(buffer, byteOffset, byteLength).slice(),
      pixels: dimX * dimY,
      samples: numComp,
      bits: wide === 2 ? 16 : precision,
    }
  }
  const Decoder = decoderOf(codec, await load(codec))
  if (!Decoder) throw new Error(`${codec} has no decoder`)
  const decoder = new Decoder()
  try {
    return readBy(decoder, bytes)
  } catch (error) {
    // A codec that threw may have lost its memory: the next frame gets a new one.
    loaded.delete(codec)
    throw error
  } finally {
    decoder.delete()
  }
}

/** Samples as wide as Bits Allocated, as whatever reads plain pixels expects them. */
function widened({ bytes, bits }: Decoded, { form }: DecodeRequest): Uint8Array<ArrayBuffer> {
  const [have, want] = [bits > 8 ? 2 : 1, form.bitsAllocated / 8]
  if (have === want) return bytes
  if (have > want) throw new Error('samples wider than declared')
  const samples = form.signed ? Int16Array.from(new Int8Array(bytes.buffer)) : Uint16Array.from(bytes)
  return new Uint8Array(samples.buffer)
}

/**
 * Values that cannot be: bits above Bits Stored, such as overlays kept there (PS3.5 8.1.1), were taken for a part of
 * the pixel. What a part of a stream makes of it may go beyond as well, and is held within.
 */
function bounded(bytes: Uint8Array<ArrayBuffer>, { form, part }: DecodeRequest): void {
  const { bitsAllocated, bitsStored, signed } = form
  if (bitsStored >= bitsAllocated) return
  const most = 2 ** (signed ? bitsStored - 1 : bitsStored) - 1
  const least = signed ? -most - 1 : 0
  const Samples = bitsAllocated > 8 ? (signed ? Int16Array : Uint16Array) : signed ? Int8Array : Uint8Array
  const samples = new Samples(bytes.buffer)
  for (let n = 0; n < samples.length; n++) {
    const value = samples[n] ?? 0
    if (value >= least && value <= most) continue
    // Signs are extended by whoever reads them: encoders leave that out.
    if (part) samples[n] = value < least ? least : most
    else if (!signed) throw new Error('bits above those that are stored')
  }
}

async function answer(request: DecodeRequest): Promise<Exclude<DecodeReply, { failed: true }>> {
  const { id, form, scale } = request
  const decoded = await decode(request)
  if (decoded.pixels !== form.pixels || decoded.samples !== form.samples) throw new Error('another size')
  const bytes = widened(decoded, request)
  if (form.samples === 1) bounded(bytes, request)
  const values = scale && wholeValues(form, scale, bytes)
  return values ? { id, values, ...extentOf(values, scale.padding) } : { id, bytes }
}

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest | PrepareRequest>) => {
  if ('prepare' in data) {
    if (data.prepare !== 'jpeg-lossless') load(data.prepare).catch(() => undefined)
    return
  }
  answer(data).then(
    (reply) =>
      self.postMessage(reply, { transfer: ['values' in reply ? reply.values.buffer : reply.bytes.buffer] }),
    () => self.postMessage({ id: data.id, failed: true } satisfies DecodeReply),
  )
})
