import type { Outcome } from '@llm-balancer/core'
import { describeValue, readProperty } from '@llm-balancer/core/options'
import type { CircuitPermit } from '../contracts/circuit-breaker.ts'
import type { CircuitVerdict } from '../contracts/verdict.ts'
import { isVerdict } from '../judge/is-verdict.ts'
import { judgeOutcome, plainJudgements } from '../judge/judge-outcome.ts'
import type { Admission } from '../machine/circuit-machine.ts'
import { owner } from '../options/call-options.ts'
import type { CallSettings } from './call-settings.ts'

/** Permission to make one call, which tells the circuit how it ended. */
export class LeasedPermit implements CircuitPermit {
  readonly #settings: CallSettings
  readonly #admission: Admission
  #isReleased = false

  constructor(settings: CallSettings, admission: Admission) {
    this.#settings = settings
    this.#admission = admission
  }

  firstContent(): void {
    this.#settings.machine.answering(this.#admission, this.#settings.clock.now())
  }

  release(
    outcome: Outcome | CircuitVerdict,
    now: number = this.#settings.clock.now(),
    error?: unknown,
  ): void {
    if (this.#isReleased) return
    this.#isReleased = true
    const isOutcome = isVerdict(outcome) || isVerdict(readProperty(outcome, 'type'))
    const judgement = isOutcome ? judgeOutcome(outcome) : plainJudgements.neutral
    const { machine, observer } = this.#settings
    machine.settle(this.#admission, judgement, now, error)
    observer?.settled({
      judgement,
      errorOrResult: error,
      isTimeout: readProperty(outcome, 'kind') === 'timeout',
      durationMs: now - this.#admission.startedAt,
    })
    if (isOutcome) return
    const words = 'an outcome, "success", "failure" or "neutral"'
    throw new TypeError(`${owner}: a permit is released with ${words}, got ${describeValue(outcome)}`)
  }
}
