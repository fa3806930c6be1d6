/** No target was asked in the end. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  /** As of a balancer's own error, so that both are counted alike. */
  readonly code = 'no-target-available'

  constructor() {
    super('no target takes the call')
  }
}
