import { Emitter } from '@llm-balancer/core/events'
import type { ReportMisuse } from '@llm-balancer/core/options'
import { abortReason, steadyClock, steadyRandom, systemClock, type Clock } from '@llm-balancer/core/time'
import type { CallObserver } from './calls/call-observer.ts'
import { Circuit } from './circuit.ts'
import type { CircuitBreaker } from './contracts/circuit-breaker.ts'
import type { CircuitEvent } from './contracts/events.ts'
import { CircuitHistory } from './history/circuit-history.ts'
import type { CircuitMachine } from './machine/circuit-machine.ts'
import type { MachineSettings } from './machine/machine-settings.ts'
import { StateMachine } from './machine/state-machine.ts'
import {
  readCircuitBreakerOptions,
  type CircuitBreakerOptions,
  type CircuitBreakerSettings,
} from './options/circuit-breaker-options.ts'

/**
 * Creates a circuit breaker: closed until the service has failed often enough, then open for a while, then half-open
 * until enough probes have succeeded. Source of the pattern: Michael Nygard, Release It!, 2nd edition, §5.2.
 *
 * @throws RangeError or TypeError that names the option
 */
export function createCircuitBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  return assemble(readCircuitBreakerOptions(options, 'createCircuitBreaker'))
}

/** What a breaker may be put together from besides its options. */
export interface Parts {
  /** Makes another state machine. */
  readonly createMachine?: (settings: MachineSettings) => CircuitMachine
  /** Is notified of every call. */
  readonly observer?: CallObserver
}

/** Puts a breaker together from checked options. */
export function assemble(settings: CircuitBreakerSettings, parts: Parts = {}): CircuitBreaker {
  const emitter = new Emitter<CircuitEvent>()
  const report: ReportMisuse = (part, error) => {
    emitter.failed(part, systemClock.now(), error)
  }
  const clock = steadyClock(settings.clock, report)
  const listeners = new Set<() => void>()
  const history = new CircuitHistory(settings.rememberFailures)
  const machineSettings: MachineSettings = {
    ...settings,
    history,
    random: steadyRandom(settings.random, report),
    changed: () => {
      for (const listener of listeners) emitter.guard('onChange', clock.now(), listener)
    },
    emit: (event) => {
      emitter.emit(event)
    },
    guard: (part, at, call) => emitter.guard(part, at, call),
  }
  return new Circuit({
    machine: parts.createMachine?.(machineSettings) ?? createMachine(machineSettings, settings, clock),
    emitter,
    history,
    listeners,
    clock,
    label: settings.label,
    leftReason: abortReason(`${settings.label}: the stream was left`),
    timeoutMs: settings.timeoutMs,
    classify: settings.classify,
    observer: parts.observer,
  })
}

function createMachine(
  machineSettings: MachineSettings,
  { initialState }: CircuitBreakerSettings,
  clock: Clock,
): CircuitMachine {
  const machine = new StateMachine(machineSettings)
  if (initialState !== undefined) machine.restore(initialState, clock.now())
  return machine
}
