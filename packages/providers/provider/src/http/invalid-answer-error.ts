/**
 * What came back is not an HTTP response, or its body is not what a body has to be. The message is our own words, so that it
 * may be shown; the code that sent the request turns it into a `ProviderError` of the kind `invalid-response`.
 */
export class InvalidAnswerError extends Error {
  override readonly name: string = 'InvalidAnswerError'
}
