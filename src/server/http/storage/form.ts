import type { Readable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import type { StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'

/** A file of a form, on its way in. */
export interface FormFile {
  stream: Readable
  field: string
  filename: string
  mimeType: string
  /** The fields beside it, once the stream has been drained. */
  fields: Promise<ReadonlyMap<string, string>>
}

/** The first file of a multipart/form-data body. Its stream has to be drained; further parts are passed over. */
export function formFile({ request }: StorageCall): Promise<FormFile> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new StorageFailure('BAD_REQUEST', 'The form cannot be read or holds no file'))
    const parser = parserOf(request.headers['content-type'] ?? '')
    if (!parser) {
      fail()
      return
    }
    const fields = new Map<string, string>()
    const all = new Promise<ReadonlyMap<string, string>>((done) => {
      parser.on('finish', () => done(fields))
    })
    parser.on('field', (name, value) => fields.set(name, value))
    parser.on('file', (field, stream, filename, _encoding, mimeType) => {
      // A body that breaks off ends the file with it.
      request.raw.on('aborted', () => stream.destroy(new StorageFailure('BAD_REQUEST', 'The body broke off')))
      resolve({
        stream,
        field,
        filename: filename ?? '',
        mimeType: mimeType ?? 'application/octet-stream',
        fields: all,
      })
    })
    parser.on('error', fail)
    parser.on('finish', fail)
    request.raw.on('aborted', fail)
    request.raw.pipe(parser)
  })
}

function parserOf(contentType: string) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { files: 1, fields: 100, fieldSize: 1024 * 1024 },
    })
  } catch {
    return undefined
  }
}
