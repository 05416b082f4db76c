import { askFor } from './early.ts'

void askFor(window.location)
await import('./main.tsx')
