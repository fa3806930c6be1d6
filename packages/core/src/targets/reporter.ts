import type { BalancerEvent, BalancerEventType } from '../contracts/events.ts'
import { Emitter, type EventListener } from '../events/emitter.ts'
import type { ReportMisuse } from '../options/misuse.ts'
import { isThenable } from '../streams/is-thenable.ts'
import type { Clock } from '../time/clock.ts'

/** The fields of an event besides its type and its time. */
export type EventFacts<Type extends BalancerEventType> = Omit<
  Extract<BalancerEvent, { type: Type }>,
  'type' | 'at'
>

/** Tells a balancer's listeners what happens, and calls what its user wrote so that nothing it throws changes anything else. */
export class Reporter {
  readonly #emitter = new Emitter<BalancerEvent>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** True when a listener would hear such an event: what an event needs is made only then. */
  hears(type: BalancerEventType): boolean {
    return this.#emitter.hears(type)
  }

  /** Tells the listeners that something happened now, or at the clock time `at`. */
  emit<Type extends BalancerEventType>(type: Type, facts: EventFacts<Type>, at?: number): void {
    if (this.#emitter.hears(type)) this.tell(type, facts, at)
  }

  /** {@link emit}, where it is known that the event is heard. */
  tell<Type extends BalancerEventType>(type: Type, facts: EventFacts<Type>, at?: number): void {
    this.#emitter.emit({ type, at: at ?? this.#clock.now(), ...facts } as unknown as BalancerEvent)
  }

  /**
   * Calls what a user wrote (a meter, a classifier, a filter). When it throws, gives undefined, and a `listener-failed` event
   * names it by `part`.
   */
  safely<Result>(part: string, call: () => Result): Result | undefined {
    try {
      const result = call()
      this.watch(part, result)
      return result
    } catch (error) {
      this.failed(part, error)
      return undefined
    }
  }

  /** Makes a change of several steps, of which listeners hear when it is complete. */
  afterwards<Result>(change: () => Result): Result {
    return this.#emitter.afterwards(change)
  }

  /** A promise is no answer, but what it rejects with is told. */
  watch(part: string, result: unknown): void {
    if (!isThenable(result)) return
    result.then(undefined, (error: unknown) => {
      this.failed(part, error)
    })
  }

  /** {@link failed}, for the shared tools. */
  readonly report: ReportMisuse = (part, error) => {
    this.failed(part, error)
  }

  /** Emits a `listener-failed` event. */
  failed(part: string, error: unknown): void {
    this.#emitter.failed(part, this.#clock.now(), error)
  }

  on(wanted: BalancerEventType | '*', listener: EventListener): () => void {
    return this.#emitter.on(wanted, listener)
  }

  /** Ends every subscription. */
  close(): void {
    this.#emitter.close()
  }
}
