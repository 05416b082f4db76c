import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { build, defineConfig, type Plugin } from 'vite'
import { chunkGroups } from './scripts/build/chunks.ts'

const imageLoader = (name: string) => `@cornerstonejs/dicom-image-loader > ${name}`

/** The PostDICOM-compatible library beside the application: a plain script and an ES module, each a single file. */
const cloudApi = (): Plugin => ({
  name: 'cloud-api',
  apply: 'build',
  async closeBundle() {
    for (const [entry, format, fileName] of [
      ['browser', 'iife', 'postDicomCloudApi.js'],
      ['main', 'es', 'postDicomCloudApi.mjs'],
    ] as const) {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'error',
        build: {
          outDir: 'dist/cloud-api',
          emptyOutDir: false,
          lib: {
            entry: `src/cloud-api/${entry}.ts`,
            formats: [format],
            name: 'cloudApi',
            fileName: () => fileName,
          },
        },
      })
    }
  },
})

const PACKABLE = /\.(js|mjs|css|html|svg|json|wasm)$/
const brotli = promisify(brotliCompress)
const squeeze = promisify(gzip)

/** Files beside those that a browser asks for, compressed once and well; the server sends them as they are. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  // After the library beside the application is there.
  closeBundle: { order: 'post', sequential: true, handler: packDist },
})

async function packDist() {
  const files = await readdir('dist', { recursive: true, withFileTypes: true })
  const packed = files.filter((file) => file.isFile() && PACKABLE.test(file.name))
  await Promise.all(
    packed.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      const bytes = await readFile(path)
      await writeFile(`${path}.gz`, await squeeze(bytes, { level: 9 }))
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      }
      await writeFile(`${path}.br`, await brotli(bytes, { params }))
    }),
  )
}

export default defineConfig({
  plugins: [react(), tailwindcss(), cloudApi(), compressed()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    manifest: true,
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      output: {
        strictExecutionOrder: true,
        chunkFileNames: ({ name }) => `assets/${name.replace(/~.*/, '')}-[hash].js`,
        codeSplitting: { groups: chunkGroups() },
      },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true }, '/dicomweb': 'http://127.0.0.1:8080' },
  },
  optimizeDeps: {
    exclude: ['@cornerstonejs/dicom-image-loader', '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm'],
    include: [
      'dicom-parser',
      'fflate',
      '@cornerstonejs/core',
      '@cornerstonejs/metadata',
      imageLoader('comlink'),
      imageLoader('pako'),
      imageLoader('@cornerstonejs/jpeg-lossless-decoder-js'),
      imageLoader('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
      imageLoader('@cornerstonejs/codec-charls/decodewasmjs'),
      imageLoader('@cornerstonejs/codec-openjpeg/decodewasmjs'),
      imageLoader('@cornerstonejs/codec-openjph/wasmjs'),
      imageLoader('@cornerstonejs/codec-libjxl/decodewasmjs'),
    ],
  },
})
