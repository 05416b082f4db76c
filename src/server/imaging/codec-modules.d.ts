/** The parts of the Cornerstone codecs that are used: WebAssembly built with Emscripten. */
declare module '@cornerstonejs/codec-*' {
  interface FrameInfo {
    width: number
    height: number
    bitsPerSample: number
    componentCount: number
    isSigned?: boolean
    /** HTJ2K asks for it. */
    isUsingColorTransform?: boolean
  }
  export interface WasmDecoder {
    getEncodedBuffer(length: number): Uint8Array
    getDecodedBuffer(): Uint8Array
    getFrameInfo(): FrameInfo
    decode(): void
    delete(): void
    /** JPEG-LS: 0 by plane, 1 by line, 2 by sample. */
    getInterleaveMode?(): number
  }
  export type DecoderClass = new () => WasmDecoder
  export interface WasmEncoder {
    getDecodedBuffer(frame: FrameInfo): Uint8Array
    getEncodedBuffer(): Uint8Array
    encode(): void
    delete(): void
  }
  interface WaveletEncoder extends WasmEncoder {
    setQuality(lossless: boolean, quality: number): void
    setProgressionOrder(order: number): void
    setDecompositions(levels: number): void
  }
  interface JpegLSEncoderInstance extends WasmEncoder {
    setNearLossless(difference: number): void
    /** As of the decoder. */
    setInterleaveMode(mode: number): void
  }
  interface HTJ2KEncoderInstance extends WaveletEncoder {
    setTLMMarker(on: boolean): void
  }
  export interface WasmModule {
    JpegLSDecoder?: DecoderClass
    J2KDecoder?: DecoderClass
    HTJ2KDecoder?: DecoderClass
    JPEGDecoder?: DecoderClass
    JpegXLDecoder?: DecoderClass
    JpegLSEncoder?: new () => JpegLSEncoderInstance
    J2KEncoder?: new () => WaveletEncoder
    HTJ2KEncoder?: new () => HTJ2KEncoderInstance
    getExceptionMessage?(pointer: number): string
  }
  const factory: (options?: {
    locateFile?: (name: string) => string
    wasmBinary?: Uint8Array
    print?: () => void
    printErr?: () => void
  }) => Promise<WasmModule>
  export default factory
}

/** Where the browser fetches them from. */
declare module '@cornerstonejs/codec-charls/decodewasm?url' {
  const url: string
  export default url
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url' {
  const url: string
  export default url
}
declare module '@cornerstonejs/codec-libjxl/decodewasm?url' {
  const url: string
  export default url
}
declare module '@cornerstonejs/codec-openjpeg/decodewasm?url' {
  const url: string
  export default url
}
declare module '@cornerstonejs/codec-openjph/wasm?url' {
  const url: string
  export default url
}
