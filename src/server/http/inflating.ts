import { Transform } from 'node:stream'

/** What is compressed grows beyond all measure: it was made to. */
export class Bomb extends Error {
  readonly statusCode = 413
}

/** Below this size nothing is suspected: black pictures compress well. */
const HARMLESS = 256 * 1024 * 1024
/** Deflate makes a thousandth of one byte repeated; images beyond that size are no such thing. */
const MOST_RATIO = 500

/** Passes decompressed bytes on while they stand in a proportion to what came in. */
export function measured(received: () => number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > HARMLESS && size > received() * MOST_RATIO)
        done(new Bomb('The compressed body grows beyond measure'))
      else done(null, chunk)
    },
  })
}
