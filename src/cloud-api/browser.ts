import { postDicomCloudApi } from './main.ts'

/** The plain script of a page: one global constructor. */
Object.assign(globalThis, { postDicomCloudApi })
