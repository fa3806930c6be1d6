import type { Emitter } from '@llm-balancer/core/events'
import type { Clock } from '@llm-balancer/core/time'
import type { CircuitEvent } from '../contracts/events.ts'
import type { ClassifyCall } from '../contracts/verdict.ts'
import type { CircuitHistory } from '../history/circuit-history.ts'
import type { CircuitMachine } from '../machine/circuit-machine.ts'
import type { CallObserver } from './call-observer.ts'

/** What the calls of one breaker share. */
export interface CallSettings {
  readonly machine: CircuitMachine
  readonly history: CircuitHistory
  readonly emitter: Emitter<CircuitEvent>
  /** Of `onChange`. */
  readonly listeners: Set<() => void>
  readonly clock: Clock
  /** Begins error messages. */
  readonly label: string
  /** Why a stream is aborted that is no longer read. */
  readonly leftReason: () => DOMException
  /** In ms; 0 = no limit. */
  readonly timeoutMs: number
  readonly classify: ClassifyCall | undefined
  readonly observer: CallObserver | undefined
}
