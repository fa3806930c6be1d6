/** Why an address gave no text. */
export type TextFaultKind =
  | 'status'
  | 'timeout'
  | 'too-large'
  | 'other-host'
  | 'too-many-redirects'
  | 'encoding'

/** An address gave no text, for a reason that holds nothing secret. */
export class TextFault extends Error {
  override readonly name = 'TextFault'
  readonly kind: TextFaultKind
  /** That of the answer, where it is the reason. */
  readonly status: number | undefined

  constructor(kind: TextFaultKind, message: string, status?: number) {
    super(message)
    this.kind = kind
    this.status = status
  }
}
