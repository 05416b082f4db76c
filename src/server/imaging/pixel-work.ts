import type { Palette } from '../dicom/colour.ts'
import type { DecodedFrame } from '../dicom/decoded-frame.ts'
import type { PixelDescription } from '../dicom/pixel-description.ts'
import type { Compression } from '../dicom/transfer-syntax.ts'
import type { Presentation, Window } from '../dicom/voi.ts'
import type { CompressedFrame } from './encoders.ts'

/** A frame as it stands in its file. */
export interface EncodedFrame {
  bytes: Buffer
  pixels: PixelDescription
  compression: Compression
  /** Native frames of big endian files. */
  bigEndian?: boolean
}

export type PictureFormat = 'jpeg' | 'png' | 'tiff'

/** What a picture of a frame is to be like. */
export interface PictureRequest {
  presentation: Presentation
  palette: Palette | undefined
  window: Window | undefined
  format: PictureFormat
  /** 1 to 100. */
  quality: number
  /** At most this wide and high; nothing: as large as the image. */
  viewport: Viewport | undefined
  /** Grey at full depth: 16 bits a sample, in PNG and TIFF. */
  deep: boolean
}

export interface Viewport {
  width: number
  height: number
  /** Region of the image in pixels, the whole when absent; negative extents flip (PS3.18 §8.3.5.1.3). */
  region?: { x: number; y: number; width: number; height: number; flipX: boolean; flipY: boolean }
  /** Fill the viewport even where the image is smaller. */
  enlarge: boolean
}

export type PixelTask =
  | { kind: 'decode'; frame: EncodedFrame }
  | { kind: 'render'; frame: EncodedFrame; picture: PictureRequest }
  /** Decodes the frame and compresses it in another transfer syntax. */
  | { kind: 'encode'; frame: EncodedFrame; syntax: string }

export type PixelResult =
  | { kind: 'decoded'; frame: DecodedFrame }
  | { kind: 'picture'; bytes: Buffer }
  | { kind: 'encoded'; frame: CompressedFrame }

export type PixelReply =
  | { id: number; ok: true; result: PixelResult }
  | { id: number; ok: false; reason: string | undefined; message: string }
