import { expect, it } from 'vitest'
import * as root from '../src/index.ts'
import { vendors } from '../src/vendors/vendors.generated.ts'

const errors = [
  'AllTargetsFailedError',
  'BalancerClosedError',
  'BalancerError',
  'BudgetExceededError',
  'CircuitOpenError',
  'DeadlineExceededError',
  'NoTargetAvailableError',
  'ProviderError',
  'RateLimitedError',
  'StateUnavailableError',
  'StrategyError',
  'StreamInterruptedError',
]

it('the root exports what its own calls need, and one chat factory per vendor', () => {
  const names = Object.keys(root)
  const functions = ['createLLMBalancer', 'providersFromEnv', 'schemaIssuesOf', 'toAssistantMessage']
  const own = ['BaseProvider', ...functions, ...errors]
  expect(names).toEqual(expect.arrayContaining(own))
  expect(names.filter((name) => !own.includes(name))).toHaveLength(vendors.length)
  expect(names.length).toBeLessThanOrEqual(35)
})
