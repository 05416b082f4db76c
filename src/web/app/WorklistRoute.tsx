import { Worklist } from '#web/features/studies/Worklist.tsx'

/** The worklist with the upload around it: a feature does not know another one. */
export function Component() {
  return <Worklist uploadButton={null} firstUse={null} dock={null} />
}
