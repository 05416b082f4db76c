import { JoinPage } from '#web/features/guest/JoinPage.tsx'
import { SignInFrame } from '../sign-in/SignInFrame.tsx'

export const Component = () => <JoinPage Frame={SignInFrame} />
