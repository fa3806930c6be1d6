import { assemble, createCircuitBreaker } from '../create-circuit-breaker.ts'
import type { CircuitBreaker } from '../contracts/circuit-breaker.ts'
import { readCircuitBreakerOptions, type CircuitBreakerOptions } from '../options/circuit-breaker-options.ts'
import { createOpossumCircuitBreaker } from '../opossum/index.ts'
import { ReferenceMachine } from './reference-machine.ts'

/** Creates a breaker on one engine. `resetTimeoutMs` is a number. */
export type CreateBreaker = (
  options: CircuitBreakerOptions & { readonly resetTimeoutMs?: number },
) => CircuitBreaker

const createReference: CreateBreaker = (options) =>
  assemble(readCircuitBreakerOptions(options, 'reference'), {
    createMachine: (settings) =>
      new ReferenceMachine({
        ...settings,
        rule: {
          type: 'window',
          failures: options.failureThreshold ?? 5,
          windowMs: options.windowMs ?? 60_000,
        },
        openMs: () => options.resetTimeoutMs ?? 30_000,
      }),
  })

/** Every engine, by name. */
export const engines: readonly { readonly engine: string; readonly create: CreateBreaker }[] = [
  { engine: 'the states', create: createCircuitBreaker },
  { engine: 'opossum', create: createOpossumCircuitBreaker },
  { engine: 'reference', create: createReference },
]
