/** The one part of samlp that the tests use. */
declare module 'samlp' {
  interface ProfileMap {
    getClaims(): unknown
    getNameIdentifier(): { nameIdentifier: string; nameIdentifierFormat: string }
  }
  const samlp: {
    getSamlResponse(
      options: Record<string, unknown> & { profileMapper: () => ProfileMap },
      user: object,
      done: (error: Error | null, response: string) => void,
    ): void
  }
  export default samlp
}
