import { usePatient } from '../overlays/usePatient.ts'
import { BackButton } from './BackButton.tsx'
export function Toolbar() {
  const patient = usePatient()
  return (
    <header className="col-span-3 flex items-center gap-0.5 border-line border-b bg-surface px-2">
      <BackButton />
      <div className="ps-1 pe-2 leading-4">
        <div className="font-strong">{patient.name}</div>
      </div>
    </header>
  )
}
