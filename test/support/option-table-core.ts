import { createBalancer, createRetryBudget } from '../../packages/core/src/index.ts'
import {
  aboveZeroUpToForever,
  anyNumber,
  atLeastZero,
  attemptClocks,
  hedgeOptions,
  longInputPrices,
  prices,
  upstream,
  upToForever,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const targets = [{ id: 'a', client: 'client' }]
const balancer = (): ReturnType<typeof createBalancer<string>> => createBalancer({ targets })
const create = (options: object): unknown => createBalancer({ targets, ...options })
const add = (settings: object): void => {
  balancer().addTarget({ id: 'b', client: 'client', ...settings })
}

const waits = { baseMs: atLeastZero, maxMs: atLeastZero, factor: 'within [1, ∞)' }
const budgetNumbers = { capacity: upToForever, transientCost: upToForever, throttleCost: upToForever }
const callNumbers = {
  deadlineMs: aboveZeroUpToForever,
  maxAttempts: wholeFromOneUpToForever,
  priority: anyNumber,
  maxCostUsd: upToForever,
}
const targetNumbers = {
  weight: atLeastZero,
  priority: anyNumber,
  contextWindow: aboveZeroUpToForever,
  maxAttempts: wholeFromOneUpToForever,
  concurrency: wholeFromOneUpToForever,
}

const balancerObjects: readonly OptionObject[] = [
  { types: ['core: BalancerOptions'], who: 'createBalancer', valid: { targets }, give: createBalancer },
  {
    types: ['core: BalancerRetryOptions'],
    who: 'createBalancer',
    path: 'retry.',
    numbers: {
      maxAttempts: wholeFromOneUpToForever,
      attemptsPerTarget: wholeFromOneUpToForever,
      maxWaitMs: upToForever,
    },
    give: (retry) => create({ retry }),
  },
  {
    types: ['core: ExponentialWaitSettings'],
    who: 'createBalancer',
    path: 'retry.backoff.',
    numbers: waits,
    give: (backoff) => create({ retry: { backoff } }),
  },
  {
    types: ['core: TimeoutOptions'],
    who: 'createBalancer',
    path: 'timeouts.',
    numbers: {
      ...attemptClocks,
      deadlineMs: aboveZeroUpToForever,
      failoverReserveRatio: 'within [0, 1)',
    },
    give: (timeouts) => create({ timeouts }),
  },
  {
    types: ['core: WhenUnavailable'],
    who: 'createBalancer',
    path: 'whenUnavailable.',
    numbers: { maxWaitMs: aboveZeroUpToForever, maxWaiting: wholeFromOneUpToForever },
    give: (whenUnavailable) => create({ whenUnavailable }),
  },
  {
    types: ['core: PoolOptions'],
    who: 'createBalancer',
    path: 'pools.p.',
    numbers: { concurrency: wholeFromOneUpToForever },
    give: (pool) => create({ pools: { p: pool } }),
  },
  {
    types: ['core: CoolingOptions'],
    who: 'createBalancer',
    path: 'cooling.',
    numbers: { throttleMs: upToForever, quarantineMs: upToForever, maxRetryAfterMs: upToForever },
    give: (cooling) => create({ cooling }),
  },
  { ...hedgeOptions, who: 'createBalancer', give: (hedge) => create({ hedge }) },
  {
    types: ['core: BalancerSettings'],
    who: 'updateSettings',
    give: (update) => balancer().updateSettings(update),
  },
  {
    types: ['core: RetryBudgetOptions'],
    who: 'createBalancer',
    path: 'retry.budget.',
    numbers: budgetNumbers,
    give: (budget) => create({ retry: { budget } }),
  },
  {
    types: ['core: RetryBudgetOptions'],
    who: 'createRetryBudget',
    numbers: budgetNumbers,
    give: createRetryBudget,
  },
]

const targetObjects: readonly OptionObject[] = [
  {
    types: ['core: TargetOptions'],
    who: 'target "b"',
    valid: { id: 'b', client: 'client' },
    numbers: targetNumbers,
    give: (target) => balancer().addTarget(target),
  },
  {
    types: ['core: TargetOptions'],
    who: 'target "a"',
    valid: { id: 'a', client: 'client' },
    numbers: targetNumbers,
    give: (target) => balancer().replaceTarget(target),
  },
  {
    types: ['core: AttemptTimeouts'],
    who: 'target "b"',
    path: 'timeouts.',
    numbers: attemptClocks,
    give: (timeouts) => add({ timeouts }),
  },
  {
    types: ['core: TokenPrice'],
    who: 'target "b"',
    path: 'cost.',
    numbers: prices,
    give: (cost) => add({ cost }),
  },
  { ...longInputPrices, who: 'target "b"', give: (longInput) => add({ cost: { longInput } }) },
  {
    types: ['core: TargetUpdate'],
    who: 'target "a"',
    numbers: targetNumbers,
    besides: { id: 'refused as such: it cannot be changed' },
    give: (update) => balancer().updateTarget('a', update),
  },
  {
    types: ['core: PoolOptions'],
    who: 'updatePool',
    numbers: { concurrency: wholeFromOneUpToForever },
    give: (update) => {
      const made = balancer()
      made.addTarget({ id: 'b', client: 'client', pool: 'p' })
      made.updatePool('p', update)
    },
  },
  {
    types: ['core: ReinstateOptions'],
    who: 'reinstateTarget',
    give: (options) => balancer().reinstateTarget('a', options),
  },
]

const closeObject: OptionObject = {
  types: ['core: CloseOptions'],
  who: 'close',
  numbers: { graceMs: upToForever },
  give: (options) => balancer().close(options),
}

const callObjects: readonly OptionObject[] = [
  {
    types: ['core: RunOptions'],
    who: 'run',
    numbers: callNumbers,
    shown: ['pin'],
    give: (options) => balancer().run(upstream.call, options),
  },
  {
    types: ['core: RunOptions'],
    who: 'run',
    numbers: callNumbers,
    shown: ['pin'],
    give: (options) => balancer().runWithTrail(upstream.call, options),
  },
  {
    types: ['core: StreamOptions'],
    who: 'stream',
    numbers: { ...callNumbers, unreadMs: aboveZeroUpToForever },
    shown: ['pin'],
    give: (options) => balancer().stream(upstream.call, options),
  },
  {
    types: ['core: AttemptTimeouts'],
    who: 'run',
    path: 'timeouts.',
    numbers: attemptClocks,
    give: (timeouts) => balancer().run(upstream.call, { timeouts }),
  },
  {
    ...hedgeOptions,
    who: 'run',
    give: (hedge) => balancer().run(upstream.call, { hedge }),
  },
  {
    types: [],
    who: 'stream',
    path: 'expectedTokens.',
    numbers: { input: atLeastZero, output: atLeastZero, maxOutput: atLeastZero },
    give: (expectedTokens) => balancer().stream(upstream.call, { expectedTokens }),
  },
]

/** Every object of options of core, but for those of its strategies. */
export const coreObjects: readonly OptionObject[] = [
  ...balancerObjects,
  ...targetObjects,
  ...callObjects,
  closeObject,
]
