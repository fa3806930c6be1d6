/** What is used of a circuit breaker of `opossum` 10. Its own types would bind this package to one release of them. */
export interface OpossumInstance {
  readonly name: string
  readonly opened: boolean
  readonly halfOpen: boolean
  readonly isShutdown: boolean
  readonly enabled: boolean
  readonly stats: object
  readonly status: object
  readonly options?: object
  fire(...parameters: never[]): Promise<unknown>
  open(): void
  close(): void
  shutdown(): void
  rawListeners(event: string): unknown[]
  toJSON(): unknown
}

/** What is read of the options of an {@link OpossumInstance}. */
export interface OpossumInstanceOptions {
  readonly timeout?: number | false
  readonly resetTimeout?: number
  readonly capacity?: number
  readonly cache?: boolean
  readonly coalesce?: boolean
  readonly errorFilter?: (error: unknown) => boolean
}
