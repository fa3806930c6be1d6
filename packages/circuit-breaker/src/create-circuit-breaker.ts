import type { CallObserver } from './calls/call-observer.ts'
import { Circuit } from './circuit.ts'
import type { CircuitBreaker } from './contracts/circuit-breaker.ts'
import { Emitter } from './emitter.ts'
import type { CircuitMachine } from './machine/circuit-machine.ts'
import { CockatielMachine } from './machine/cockatiel-machine.ts'
import type { MachineSettings } from './machine/machine-settings.ts'
import {
  resolveOptions,
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
  return assemble(resolveOptions(options, 'createCircuitBreaker'))
}

/** Another engine, or somebody who listens to every call. */
export interface Parts {
  readonly createMachine?: (settings: MachineSettings) => CircuitMachine
  readonly observer?: CallObserver
}

/** Puts a breaker together from checked options. */
export function assemble(settings: CircuitBreakerSettings, parts: Parts = {}): CircuitBreaker {
  const emitter = new Emitter()
  const machineSettings: MachineSettings = {
    ...settings,
    tell: (event) => {
      emitter.emit(event)
    },
  }
  return new Circuit({
    machine: parts.createMachine?.(machineSettings) ?? cockatielMachine(machineSettings, settings),
    emitter,
    clock: settings.clock,
    label: settings.label,
    timeoutMs: settings.timeoutMs,
    classify: settings.classify,
    observer: parts.observer,
  })
}

function cockatielMachine(
  machineSettings: MachineSettings,
  { initialState, clock }: CircuitBreakerSettings,
): CircuitMachine {
  const machine = new CockatielMachine(machineSettings)
  if (initialState !== undefined) machine.restore(initialState, clock.now())
  return machine
}
