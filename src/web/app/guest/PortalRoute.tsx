import { PortalPage } from '#web/features/guest/portal/PortalPage.tsx'
import { SignInFrame } from '../sign-in/SignInFrame.tsx'

export const Component = () => <PortalPage Frame={SignInFrame} />
