import { CodePage } from '#web/features/guest/CodePage.tsx'
import { SignInFrame } from '../sign-in/SignInFrame.tsx'

export const Component = () => <CodePage Frame={SignInFrame} />
