import { parentPort } from 'node:worker_threads'
import { type DecodedFrame, nativeFrame } from '../dicom/decoded-frame.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { renderFrame } from '../dicom/render.ts'
import { decodeFrame } from './codecs.ts'
import { encodeFrame } from './encoders.ts'
import { encodeDeep, encodePicture } from './picture.ts'
import type { EncodedFrame, PixelReply, PixelResult, PixelTask } from './pixel-work.ts'

/** A thread that decodes, renders and compresses frames, one at a time. */

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

async function decode({ bytes, pixels, compression, bigEndian }: EncodedFrame): Promise<DecodedFrame> {
  if (compression === 'none') return nativeFrame(buffer(bytes), pixels, bigEndian ?? false, 'OB')
  return decodeFrame(buffer(bytes), pixels, compression)
}

async function work(task: PixelTask): Promise<PixelResult> {
  const frame = await decode(task.frame)
  if (task.kind === 'decode') return { kind: 'decoded', frame }
  if (task.kind === 'encode') return { kind: 'encoded', frame: await encodeFrame(frame, task.syntax) }
  const { picture } = task
  if (picture.deep) {
    const deep = await encodeDeep(frame, picture)
    if (deep) return { kind: 'picture', bytes: deep }
  }
  const rendered = renderFrame(frame, picture.presentation, picture.palette, picture.window)
  return { kind: 'picture', bytes: await encodePicture(rendered, picture) }
}

/** Decoded frames move instead of being copied, where they own their memory. Pictures are small and not ours to move. */
function transferable(result: PixelResult): ArrayBuffer[] {
  if (result.kind !== 'decoded') return []
  const { buffer: memory, byteLength } = result.frame.bytes
  return memory instanceof ArrayBuffer && memory.byteLength === byteLength && byteLength > 0 ? [memory] : []
}

const port = parentPort
port?.on('message', ({ id, task }: { id: number; task: PixelTask }) => {
  work(task).then(
    (result) => port.postMessage({ id, ok: true, result } satisfies PixelReply, transferable(result)),
    (error: unknown) =>
      port.postMessage({
        id,
        ok: false,
        reason: error instanceof DicomRefusal ? error.reason : undefined,
        message: error instanceof Error ? error.message : 'a worker failed',
      } satisfies PixelReply),
  )
})
