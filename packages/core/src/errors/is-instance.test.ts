import { describe, expect, it } from 'vitest'
import { BalancerError } from './balancer-error.ts'
import { CircuitOpenError, RateLimitedError } from './policy-errors.ts'
import { ProviderError } from './provider-error.ts'
import {
  AllTargetsFailedError,
  BalancerClosedError,
  DeadlineExceededError,
  NoTargetAvailableError,
  StrategyError,
  StreamInterruptedError,
} from './run-errors.ts'

const classes = {
  AllTargetsFailedError,
  BalancerClosedError,
  CircuitOpenError,
  DeadlineExceededError,
  NoTargetAvailableError,
  ProviderError,
  RateLimitedError,
  StrategyError,
  StreamInterruptedError,
}

const errors: readonly BalancerError[] = [
  new AllTargetsFailedError('all failed', { errors: [], attempts: [] }),
  new BalancerClosedError(),
  new CircuitOpenError('open', { retryAfterMs: 1 }),
  new DeadlineExceededError('too late', { deadlineMs: 1, attempts: [] }),
  new NoTargetAvailableError('none', { considered: [] }),
  new ProviderError({ message: 'refused', provider: 'acme', kind: 'server' }),
  new RateLimitedError('full', { retryAfterMs: 1 }),
  new StrategyError('broken', { strategy: 'own' }),
  new StreamInterruptedError('broke off', { partial: [], targetId: 'a', kind: 'network' }),
]

/** The classes that take the value for one of theirs. */
const namesOf = (value: unknown): string[] =>
  Object.entries(classes)
    .filter(([, { isInstance }]) => isInstance(value))
    .map(([name]) => name)

describe('isInstance', () => {
  it.each(errors.map((error) => [error.name, error] as const))(
    'of %s, and of no other class, takes such an error',
    (name, error) => {
      expect(namesOf(error)).toEqual([name])
      expect(BalancerError.isInstance(error)).toBe(true)
    },
  )

  it('takes an error that another copy of the package made', () => {
    const marked = Object.assign(new Error('open'), { [Symbol.for('llm-balancer.error')]: 'circuit-open' })
    expect(namesOf(marked)).toEqual(['CircuitOpenError'])
    expect(BalancerError.isInstance(marked)).toBe(true)
  })

  it.each([undefined, null, 'circuit-open', {}, new Error('x'), { code: 'circuit-open' }])(
    'does not take %o',
    (value) => {
      expect(namesOf(value)).toEqual([])
      expect(BalancerError.isInstance(value)).toBe(false)
    },
  )
})
