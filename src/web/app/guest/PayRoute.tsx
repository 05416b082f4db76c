import { PayPage } from '#web/features/guest/PayPage.tsx'
import { SignInFrame } from '../sign-in/SignInFrame.tsx'

export const Component = () => <PayPage Frame={SignInFrame} />
