/** What became of one run. Times are ms from the scenario's start. */
export interface RunLog {
  /** The name of its traffic. */
  readonly traffic: string
  readonly arrivedAt: number
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
}

/** What a scenario came to: every run and every attempt, in the order in which they began. */
export interface SimulationLog {
  readonly seed: number
  readonly runs: readonly RunLog[]
  readonly attempts: readonly AttemptLog[]
  /** Timers that the balancer left behind after it was closed; anything but 0 is a leak. */
  readonly timersLeft: number
}
