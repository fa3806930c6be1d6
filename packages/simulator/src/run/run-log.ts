/** What became of one run. Times are ms from the scenario's start. */
export interface RunLog {
  /** The name of its traffic. */
  readonly traffic: string
  readonly arrivedAt: number
  /** When its caller had the first content of a stream, or a whole answer; Infinity until then. */
  firstContentAt: number
  /** Infinity while it runs. */
  endedAt: number
  end: 'served' | 'failed' | 'none'
  /** Why it failed: the code of a balancer's error, or the error's name. */
  reason?: string
}

/** What became of one call of a server. */
export interface AttemptLog {
  readonly target: string
  readonly startedAt: number
  /** Infinity while it runs. */
  endedAt: number
  end: 'answered' | 'refused' | 'aborted' | 'none'
  /** With which HTTP status it was refused, where a connection was made. */
  status?: number
  /** Tokens that were paid for: all, and of those the ones that were in the server's cache. */
  inputTokens: number
  cachedTokens: number
  outputTokens: number
}

/** What a scenario came to: every run and every attempt, in the order in which they began. */
export interface SimulationLog {
  readonly seed: number
  readonly runs: readonly RunLog[]
  readonly attempts: readonly AttemptLog[]
  /** Timers that the balancer left behind after it was closed; anything but 0 is a leak. */
  readonly timersLeft: number
}
