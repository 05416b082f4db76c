import {
  Activity,
  File,
  FileText,
  Film,
  Layers,
  type LucideIcon,
  Radiation,
  ScrollText,
  SlidersHorizontal,
  Spline,
  Star,
} from 'lucide-react'
import type { ObjectKind } from './kind.ts'

export const OBJECT_ICONS: Readonly<Record<ObjectKind, LucideIcon>> = {
  report: ScrollText,
  keyObjects: Star,
  presentation: SlidersHorizontal,
  pdf: FileText,
  cda: FileText,
  video: Film,
  waveform: Activity,
  segmentation: Layers,
  structures: Spline,
  dose: Radiation,
  other: File,
}
