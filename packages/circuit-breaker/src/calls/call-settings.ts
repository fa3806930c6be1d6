import type { Clock } from '@llm-balancer/core/time'
import type { ClassifyCall } from '../contracts/verdict.ts'
import type { Emitter } from '../emitter.ts'
import type { CircuitMachine } from '../machine/circuit-machine.ts'
import type { CallObserver } from './call-observer.ts'

/** What the calls of one breaker share. */
export interface CallSettings {
  readonly machine: CircuitMachine
  readonly emitter: Emitter
  readonly clock: Clock
  /** Who speaks in errors. */
  readonly label: string
  /** In ms; 0 = no limit. */
  readonly timeoutMs: number
  readonly classify: ClassifyCall | undefined
  readonly observer: CallObserver | undefined
}
