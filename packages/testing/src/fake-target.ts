import type { Fault } from './fault.ts'
import type { RecordedRequest } from './record.ts'
import type { FakeTargetSettings, ScriptStep } from './target-settings.ts'

/** Counts of a target's requests. Each request that has ended counts as one of answered, failed and abandoned. */
export type FakeTargetStats = {
  readonly requests: number
  readonly inFlight: number
  /** Answered without a fault, to the end. */
  readonly answered: number
  /** Met a fault, a limit or a wrong key; also when the client left while the fault kept it waiting. */
  readonly failed: number
  /** Ended by the client, or by closing the fake, before an answer without a fault was complete. */
  readonly abandoned: number
}

/** One target of a running fake: its counts and requests, and methods that change its behaviour from the next request on. */
export interface FakeTarget {
  readonly id: string
  /** Base URL in the form that the vendor documents. A client may leave out its path (such as `/v1`). */
  readonly url: string
  readonly stats: FakeTargetStats
  /** Its requests among the remembered ones, oldest first. */
  readonly requests: readonly RecordedRequest[]
  /**
   * Says how the next requests are answered, one step each; afterwards the target behaves as its settings say. Replaces
   * the remaining steps of an earlier script. A fault applies to any request, a malformed one too; with `'ok'` and
   * `{ reply }` there are no random faults, but limits apply.
   *
   * @throws TypeError, RangeError naming the step that is wrong
   */
  script(steps: readonly ScriptStep[]): void
  /**
   * Makes every request fail, the list of models included, until `outage(false)`. @default 'refuse'
   *
   * @throws TypeError, RangeError when there is no such fault
   */
  outage(fault?: Fault | boolean): void
  /**
   * Changes some settings and keeps the others.
   *
   * @throws TypeError, RangeError naming the option that is wrong; nothing is changed then
   */
  update(settings: FakeTargetSettings): void
  /** Returns to the options of its creation: ends script and outage, and refills the limits. */
  reset(): void
}
