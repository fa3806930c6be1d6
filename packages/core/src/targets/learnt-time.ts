import type { ExportedTimes } from '../contracts/balancer-state.ts'
import { defined } from '../options/defined.ts'

/** What share of the average a new answer has. */
const share = 0.2
/** The share of one that took longer, in the time of quick answers: that one is to stay low while a target queues. */
const slowShare = 0.01
/** An answer that took this many times as long as quick ones was queued. */
const slowFactor = 1.25

/** Times of one sort of calls, in ms; undefined before the first success. */
interface Times {
  usual?: number
  quick?: number
}

/** How long a target usually takes, in ms, by its successful calls: plain calls and streams apart. */
export class LearntTime {
  readonly #plain: Times = {}
  readonly #streams: Times = {}

  /** Learns from a success: the whole time of a plain call, the time to first content of a stream. */
  learn(elapsedMs: number, streaming: boolean): void {
    const times = this.#of(streaming)
    const { quick = elapsedMs, usual = elapsedMs } = times
    times.usual = usual + share * (elapsedMs - usual)
    times.quick = quick + (elapsedMs < quick ? share : slowShare) * (elapsedMs - quick)
  }

  /** True when an answer took clearly longer than one takes where none has to queue; false before the first success. */
  isSlow(elapsedMs: number, streaming: boolean): boolean {
    return elapsedMs > slowFactor * (this.quick(streaming) ?? elapsedMs)
  }

  /** The usual time in ms; undefined before the first success. */
  of(streaming: boolean): number | undefined {
    return this.#of(streaming).usual
  }

  /** The time in ms of an answer that did not have to queue; undefined before the first success. */
  quick(streaming: boolean): number | undefined {
    return this.#of(streaming).quick
  }

  /** For `restore` of another one. */
  export(): { readonly plain: ExportedTimes; readonly streams: ExportedTimes } {
    return { plain: { ...this.#plain }, streams: { ...this.#streams } }
  }

  restore({ plain, streams }: ReturnType<LearntTime['export']>): void {
    Object.assign(this.#plain, defined(plain))
    Object.assign(this.#streams, defined(streams))
  }

  #of(streaming: boolean): Times {
    return streaming ? this.#streams : this.#plain
  }
}
