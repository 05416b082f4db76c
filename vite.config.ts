import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { build, defineConfig, type Plugin } from 'vite'

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

/** Libraries that every page needs. */
const EVERYWHERE =
  /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack[\\/](query-core|react-query)|i18next|react-i18next|radix-ui|@radix-ui|@floating-ui|aria-hidden|react-remove-scroll[\w-]*|react-style-singleton|use-callback-ref|use-sidecar|lucide-react|zod)[\\/]/

/** Modules that the same pages need, in one file; sets of fewer bytes than `small` join the nearest one. */
const byPages = (small: number) => ({ entriesAware: true, entriesAwareMergeThreshold: small })

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
        codeSplitting: {
          // What pages share comes in few files: a page is there after a handful of requests, not after a hundred.
          groups: [
            { name: 'libraries', test: EVERYWHERE, priority: 5 },
            { name: 'base', test: /src[\\/](contract|web[\\/](api|ui))[\\/]/, priority: 4, minShareCount: 4 },
            { name: 'viewer', test: /src[\\/]web[\\/]viewer[\\/].*\.tsx?$/, ...byPages(40_000) },
            { name: 'features', test: /src[\\/]web[\\/]features[\\/].*\.tsx?$/, ...byPages(12_000) },
          ],
        },
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
