import type { WasmModule } from '@cornerstonejs/codec-charls/wasmjs'

/** Emscripten makes its module out of the options it is given: each needs its own. */
export const silent = () => ({ print: () => undefined, printErr: () => undefined })

/** Codecs in WebAssembly, each loaded when it is first used and kept. */
export class WasmCodecs<Name extends string> {
  readonly #loaders: Record<Name, () => Promise<WasmModule>>
  readonly #loaded = new Map<Name, Promise<WasmModule>>()

  constructor(loaders: Record<Name, () => Promise<WasmModule>>) {
    this.#loaders = loaders
  }

  load(name: Name): Promise<WasmModule> {
    const known = this.#loaded.get(name)
    if (known) return known
    const loading = this.#loaders[name]()
    this.#loaded.set(name, loading)
    return loading
  }

  /** A codec that threw may have lost its memory: the next frame gets a new one. */
  drop(name: Name): void {
    this.#loaded.delete(name)
  }
}
