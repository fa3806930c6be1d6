import { adaptiveConstants } from './constants.ts'

const { silence } = adaptiveConstants.latency

/** An answer that is awaited. It is its own place in the list, so that keeping the list makes no objects. */
export interface AwaitedAnswer {
  /** Since when only the target's own time is waited for, in clock time: when the call began, and what its tokens take after that. */
  readonly dueSince: number
  isListed: boolean
  /** The answer of the call that began next. */
  next: AwaitedAnswer | undefined
}

/**
 * The answers of one target that are awaited and that no answer of a later call has overtaken, in the order of their calls. One that
 * is overtaken is late by chance, a heavy tail; those that are not are what the target's silence is made of.
 */
export class AwaitedAnswers {
  /** The first is always listed; behind it may be some that will not come. */
  #first: AwaitedAnswer | undefined
  #last: AwaitedAnswer | undefined
  #count = 0

  /** A call began. */
  add(answer: AwaitedAnswer): void {
    if (this.#first === undefined || this.#last === undefined) this.#first = answer
    else this.#last.next = answer
    this.#last = answer
    answer.isListed = true
    this.#count += 1
  }

  /** An answer came: it overtakes all before it. */
  came(answer: AwaitedAnswer): void {
    while (answer.isListed && this.#first !== undefined) this.failed(this.#first)
  }

  /** No answer will come. */
  failed(answer: AwaitedAnswer): void {
    if (!answer.isListed) return
    answer.isListed = false
    this.#count -= 1
    for (let first = this.#first; first?.isListed === false; first = this.#first) {
      this.#first = first.next
      // What is kept for long must not hold on to all that came after it.
      first.next = undefined
    }
  }

  /**
   * How long a target whose answers usually take `usualMs` has been silent, in ms; 0 where that may be chance. The logarithm of the
   * probability that one answer takes `x` times as long falls about with x²; the ages of several lie evenly between 0 and that of the
   * oldest, so that the sum of their squares is a third of `count` × its square, and its square for one alone.
   */
  silenceMs(usualMs: number, now: number): number {
    if (this.#first === undefined) return 0
    const silentMs = now - this.#first.dueSince
    const times = silentMs / usualMs
    return times > 1 && (times * times * (this.#count + 2)) / 3 > silence ? silentMs : 0
  }
}
