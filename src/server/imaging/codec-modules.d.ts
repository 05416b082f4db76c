/** The parts of the Cornerstone codecs that are used: WebAssembly decoders built with Emscripten. */
declare module '@cornerstonejs/codec-*' {
  interface FrameInfo {
    width: number
    height: number
    bitsPerSample: number
    componentCount: number
    isSigned?: boolean
  }
  interface WasmDecoder {
    getEncodedBuffer(length: number): Uint8Array
    getDecodedBuffer(): Uint8Array
    getFrameInfo(): FrameInfo
    decode(): void
    delete(): void
    /** JPEG-LS: 0 by plane, 1 by line, 2 by sample. */
    getInterleaveMode?(): number
  }
  type DecoderClass = new () => WasmDecoder
  export interface WasmModule {
    JpegLSDecoder?: DecoderClass
    J2KDecoder?: DecoderClass
    HTJ2KDecoder?: DecoderClass
    JPEGDecoder?: DecoderClass
    JpegXLDecoder?: DecoderClass
    getExceptionMessage?(pointer: number): string
  }
  const factory: (options?: {
    wasmBinary?: Uint8Array
    print?: () => void
    printErr?: () => void
  }) => Promise<WasmModule>
  export default factory
}
