/** Numbers of a decoded picture, one for each pixel, or three or four bytes of colour. */
export type Samples =
  | Uint8Array<ArrayBufferLike>
  | Int8Array<ArrayBufferLike>
  | Uint16Array<ArrayBufferLike>
  | Int16Array<ArrayBufferLike>
  | Float32Array<ArrayBufferLike>

/** A decoded frame, whoever draws it: grey values after the modality LUT (PS3.3 C.11.1), or RGB(A) of 8 bits. */
export interface Picture {
  readonly imageId: string
  readonly rows: number
  readonly columns: number
  /** 1 for grey values, 3 or 4 for colours. */
  readonly components: 1 | 3 | 4
  readonly data: Samples
  /** The smallest and the largest value, without padding. */
  readonly lower: number
  readonly upper: number
}
