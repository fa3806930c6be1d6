import { hasMethods } from '@llm-balancer/core/options'
import { systemClock } from '@llm-balancer/core/time'
import type { ExportedCircuit } from '../contracts/snapshot.ts'
import { assemble } from '../create-circuit-breaker.ts'
import { readCircuitBreakerOptions, type CircuitBreakerOptions } from '../options/circuit-breaker-options.ts'
import type { OpossumCircuitBreaker } from './create-opossum-circuit-breaker.ts'
import { OpossumBinding } from './opossum-binding.ts'
import type { OpossumInstance, OpossumInstanceOptions } from './opossum-instance.ts'

const owner = 'fromOpossum'

const checkInstance = hasMethods('fire', 'open', 'close', 'shutdown', 'rawListeners')

/** opossum's own defaults, in ms. */
const opossumDefaults = { timeout: 10_000, resetTimeout: 30_000 }

/**
 * Puts a circuit breaker in front of an existing opossum circuit. The instance keeps its name, listeners and statistics; its
 * `timeout`, `resetTimeout`, `errorFilter` (filtered errors are neutral) and state are taken over, unless `options` says
 * otherwise. It opens by the rule of `options`, which like that of `createCircuitBreaker` is by default 5 failures in a row or
 * half of at least 10 calls, and no longer by its own percentage: `trip: failureRatio(…)` is that rule. Its `fire` goes through the circuit from now on.
 *
 * @throws TypeError for an instance with a cache, coalescing, a capacity or a fallback, which would bypass the circuit
 * @throws RangeError or TypeError that names an option
 */
export function fromOpossum(
  instance: OpossumInstance,
  options: CircuitBreakerOptions = {},
): OpossumCircuitBreaker {
  checkInstance('instance', instance, owner)
  const given: OpossumInstanceOptions = instance.options ?? {}
  refuseDetours(instance, given)
  const {
    timeout = opossumDefaults.timeout,
    resetTimeout = opossumDefaults.resetTimeout,
    errorFilter,
  } = given
  const now = options.now?.() ?? (options.clock ?? systemClock).now()
  const settings = readCircuitBreakerOptions(
    {
      label: instance.name,
      timeoutMs: timeout === false ? 0 : timeout,
      resetTimeoutMs: resetTimeout,
      ...(errorFilter && {
        classify: (error, isError) => (isError && errorFilter(error) ? 'neutral' : undefined),
      }),
      initialState: stateOf(instance, now + resetTimeout),
      ...options,
    },
    owner,
  )
  const binding = new OpossumBinding(instance)
  const breaker = assemble(settings, { observer: binding })
  binding.bind(breaker)
  return Object.assign(breaker, { opossum: instance })
}

/** opossum does not say when it opened, so the open time of an open one starts now. */
function stateOf(instance: OpossumInstance, openUntil: number): ExportedCircuit {
  const version = 1
  if (instance.isShutdown) return { version, state: 'isolated', openings: 0, openUntil: 0 }
  if (instance.opened) return { version, state: 'open', openings: 1, openUntil }
  const openings = instance.halfOpen ? 1 : 0
  return { version, state: instance.halfOpen ? 'open' : 'closed', openings, openUntil: 0 }
}

function refuseDetours(instance: OpossumInstance, options: OpossumInstanceOptions): void {
  const symbols = Object.getOwnPropertySymbols(instance)
  const fallback = symbols.find(({ description }) => description === 'fallback')
  const detours = [
    options.cache === true && 'cache',
    options.coalesce === true && 'coalesce',
    (options.capacity ?? Infinity) < Number.MAX_SAFE_INTEGER && 'capacity',
    fallback !== undefined && Reflect.get(instance, fallback) !== null && 'fallback',
  ]
  const found = detours.find((detour) => detour !== false)
  if (found !== undefined)
    throw new TypeError(`${instance.name}: an opossum circuit with "${found}" cannot be taken over`)
}
