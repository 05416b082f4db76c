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

export default defineConfig({
  plugins: [react(), tailwindcss(), cloudApi()],
  worker: { format: 'es' },
  build: { outDir: 'dist', chunkSizeWarningLimit: 6000 },
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
