import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import {
  createBalancer,
  peakEwma,
  roundRobin,
  type Attempt,
  type Guard,
  type Strategy,
} from '@llm-balancer/core'
import { createMetrics } from '@llm-balancer/metrics'
import { rateLimit } from '@llm-balancer/rate-limit'
import { retry } from '@llm-balancer/retry'
import {
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleAll,
  retry as cockatielRetry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import pRetry from 'p-retry'
import { inTurn } from '../in-turn.ts'
import { changeCosts, costsByTargets, open } from '../scale.ts'
import type { Figure } from './figure.ts'

type RunFigure = Omit<Figure, 'section'>

const ratio = (own = 0, rival = 1): number => own / rival

/** What runs cost: against other libraries, and by the number of targets. */
export async function runFigures(): Promise<Figure[]> {
  const figures = [
    await againstCockatiel(),
    await withEverything(),
    await byTargets(roundRobin),
    await byTargets(peakEwma),
    ...(await changes()),
    await againstPRetry(),
  ]
  return figures.map((figure) => ({ section: 'Runs', ...figure }))
}

const cockatielPolicies = () =>
  wrap(
    cockatielRetry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(60_000, TimeoutStrategy.Aggressive),
  )

async function againstCockatiel(): Promise<RunFigure> {
  const policies = cockatielPolicies()
  const guards: Guard[] = [open]
  const balancer = createBalancer({
    targets: ['a', 'b', 'c'].map((id) => ({ id, client: id, guards })),
    strategy: roundRobin(),
  })
  const work = (client: string): Promise<string> => Promise.resolve(client)
  const [rival, own] = await inTurn([() => policies.execute(() => work('a')), () => balancer.run(work)])
  await balancer.close()
  return {
    what: 'a guarded run over three targets : cockatiel `wrap(retry, breaker, timeout)`',
    result: ratio(own, rival),
    goal: 0.45,
    unit: '×',
  }
}

/** The same with all that a service has around its calls. */
async function withEverything(): Promise<RunFigure> {
  const policies = cockatielPolicies()
  const limits = { requestsPerMinute: 1e9, tokensPerMinute: 1e12 }
  const balancer = createBalancer({
    targets: ['a', 'b', 'c'].map((id) => ({
      id,
      client: id,
      guards: [createCircuitBreaker(), rateLimit(limits)],
    })),
    strategy: roundRobin(),
    timeouts: { deadlineMs: 60_000 },
  })
  createMetrics().observe(balancer)
  const usage = { inputTokens: 800, outputTokens: 200 }
  const work = (client: string, attempt: Attempt): Promise<string> => {
    attempt.report({ usage })
    return Promise.resolve(client)
  }
  const expectedTokens = { input: 800, output: 200 }
  const [rival, own] = await inTurn([
    () => policies.execute(() => Promise.resolve('a')),
    () => balancer.run(work, { expectedTokens }),
  ])
  await balancer.close()
  return {
    what: 'a run with circuits, limits of requests and tokens, metrics and deadline : the same of cockatiel',
    result: ratio(own, rival),
    goal: 0.6,
    unit: '×',
  }
}

async function byTargets(make: () => Strategy): Promise<RunFigure> {
  const [few, many] = await costsByTargets(make, [3, 10_000])
  const what = `a guarded run with expected tokens and a tag, \`${make().name}\`, 10 000 targets : 3 targets`
  return { what, result: ratio(many, few), goal: 1.5, unit: '×' }
}

async function changes(): Promise<RunFigure[]> {
  const { making, changing } = await changeCosts()
  return [
    {
      what: 'making a balancer of 10 000 targets, and closing it',
      result: making / 1000,
      goal: 60,
      unit: 'ms',
    },
    { what: 'adding and removing one of 10 000 targets, each', result: changing / 2, goal: 10, unit: 'µs' },
  ]
}

async function againstPRetry(): Promise<RunFigure> {
  const answer = (): Promise<string> => Promise.resolve('answer')
  const [rival, own] = await inTurn([() => pRetry(answer), () => retry(answer)])
  return {
    what: '`retry` of a call that succeeds : `p-retry`',
    result: ratio(own, rival),
    goal: 3,
    unit: '×',
  }
}
