import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const imageLoader = (name: string) => `@cornerstonejs/dicom-image-loader > ${name}`

export default defineConfig({
  plugins: [react(), tailwindcss()],
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
