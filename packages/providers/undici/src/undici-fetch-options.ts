/** Settings of `undiciFetch`. */
export interface UndiciFetchOptions {
  /**
   * How long a connection is kept open that nothing uses, in ms, within (0, 2 147 483 647]. A server that says how long it keeps one (`Keep-Alive:
   * timeout=5`) is believed where that is shorter. @default 60 000
   */
  readonly keepAliveMs?: number | undefined
  /** Most connections to one host, a whole number ≥ 1; further requests wait for one. @default Infinity */
  readonly connections?: number | undefined
  /** Whether a host that offers HTTP/2 is spoken to in it. Up to 100 requests share a connection, but for those whose body is a stream, a form or a blob. @default false */
  readonly allowH2?: boolean | undefined
  /** Certificates (PEM) that are trusted in place of the system's: of a company's proxy, of a test. @default the system's */
  readonly ca?: string | readonly string[] | undefined
}
