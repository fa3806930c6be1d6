/** Reports that contradict even filling, in a row, after which a limit is taken for a fixed window. */
const enoughContradictions = 2
/** Vendors round times to seconds, and amounts to thousands. */
const roundingMs = 2000

/** A limit as it would be if it filled evenly, and a time that the vendor names. */
export interface NamedTime {
  /** How long a bucket needs until then, in ms. */
  readonly neededMs: number
  readonly windowMs: number
  /** Milliseconds until then, by the vendor. */
  readonly namedMs: number
}

/** Whether a limit is full again all at once, at the end of a fixed window, by the times that its vendor names. */
export class WindowEvidence {
  #contradictions = 0
  /** Clock time at which a window may end, by the latest contradicting report. */
  #suspectedEnd = -Infinity

  /**
   * The vendor says when the limit is full again: a bucket is when what was used has come back at the limit's rate; a later time belongs to a
   * window. True when that is certain by now.
   */
  ofReset({ neededMs, windowMs, namedMs }: NamedTime, resetAt: number): boolean {
    const tolerance = Math.max(roundingMs, 0.1 * windowMs)
    if (Math.abs(namedMs - neededMs) <= tolerance) {
      this.#contradictions = 0
      return false
    }
    // An earlier one may only be when the next unit comes back, unless it is the end that was reported before.
    const isKnownEnd = Math.abs(resetAt - this.#suspectedEnd) <= roundingMs
    if (namedMs < neededMs && !(this.#contradictions > 0 && isKnownEnd)) return false
    if (namedMs > windowMs + roundingMs) return false
    this.#suspectedEnd = resetAt
    return this.#contradicts()
  }

  /** The vendor says when a call that it refused may be made: one that is much later than a bucket needs belongs to a window. */
  ofHint({ neededMs, windowMs, namedMs }: NamedTime): boolean {
    if (namedMs > 4 * neededMs + 3000 && namedMs <= windowMs + roundingMs) return this.#contradicts()
    if (namedMs < 2 * neededMs) this.#contradictions = 0
    return false
  }

  #contradicts(): boolean {
    this.#contradictions += 1
    return this.#contradictions >= enoughContradictions
  }
}
