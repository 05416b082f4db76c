import { LinkPage } from '#web/features/guest/LinkPage.tsx'
import { PinForm } from '../sign-in/PinForm.tsx'
import { SignInFrame } from '../sign-in/SignInFrame.tsx'

export const Component = () => <LinkPage Frame={SignInFrame} PinForm={PinForm} />
