import { describe, expect, it } from 'vitest'
import { StrategyError } from '../errors/run-errors.ts'
import { custom } from '../strategies/custom.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { createBalancer } from './create-balancer.ts'
import { createRetryBudget } from '../budget/create-retry-budget.ts'

const target = { id: 'a', client: 'a' }
const create = (options: object) => () => createBalancer(options as Parameters<typeof createBalancer>[0])

describe('bad settings are refused at construction, by name', () => {
  it.each<[object, string]>([
    [{}, 'createBalancer: "targets" must be an array of targets'],
    [{ targets: [target], stratgy: 1 }, 'unknown option "stratgy", did you mean "strategy"?'],
    [{ targets: [target], strategy: 'round-robin' }, 'roundRobin()'],
    [{ targets: [target], strategy: roundRobin }, 'call the function that makes it'],
    [{ targets: [target], clock: {} }, '"clock.now" must be a function'],
    [{ targets: [{ ...target, guards: [{}] }] }, 'target "a": "guards[].availableAt" must be a function'],
    [{ targets: [{ ...target, pool: 5 }] }, 'target "a": "pool" must be a string'],
    [{ targets: [{ ...target, tags: [1] }] }, 'target "a": "tags" must be an array of strings'],
    [{ targets: [{ id: 'a', client: undefined }] }, 'target "a" needs a "client"'],
    [{ targets: [target], strategy: {} }, '"strategy.pick" must be a function'],
    [{ targets: [target, target] }, 'target id "a" is taken'],
    [{ targets: [{ id: '', client: 1 }] }, 'a target needs an "id"'],
    [{ targets: [null] }, 'a target'],
    [{ targets: [{ id: 'a' }] }, 'target "a" needs a "client"'],
    [{ targets: [{ ...target, weight: -1 }] }, 'target "a": "weight" must be within [0, ∞), got -1'],
    [{ targets: [{ ...target, weight: Number.NaN }] }, 'target "a": "weight" must be within [0, ∞), got NaN'],
    [{ targets: [{ ...target, weight: Infinity }] }, 'target "a": "weight"'],
    [{ targets: [{ ...target, tags: 'eu' }] }, 'target "a": "tags" must be an array of strings'],
    [{ targets: [{ ...target, cost: { inputPerMTok: -2 } }] }, 'target "a": "cost.inputPerMTok"'],
    [{ targets: [{ ...target, cost: { input: 2 } }] }, 'target "a": unknown option "cost.input"'],
    [
      { targets: [{ ...target, timeouts: { attemptMs: 0 } }] },
      'target "a": "timeouts.attemptMs" must be within (0, ∞], got 0',
    ],
    [
      { targets: [target], retry: { maxAttempts: 0 } },
      'createBalancer: "retry.maxAttempts" must be a whole number within [1, ∞], got 0',
    ],
    [{ targets: [target], retry: { maxAttempts: 1.5 } }, '"retry.maxAttempts"'],
    [{ targets: [target], retry: { maxRetries: 2 } }, 'createBalancer: unknown option "retry.maxRetries"'],
    [
      { targets: [target], retry: { backoff: { baseMs: -1 } } },
      'createBalancer: "retry.backoff.baseMs" must be within [0, ∞), got -1',
    ],
    [{ targets: [target], retry: { backoff: { jitter: 'half' } } }, '"retry.backoff.jitter" must be one of'],
    [
      { targets: [target], retry: { backoff: 500 } },
      'createBalancer: "retry.backoff" must be a function, a sequence with "next", or { baseMs, maxMs, factor, jitter }, got 500',
    ],
    [
      { targets: [target], retry: { backoff: { base: 1 } } },
      'createBalancer: unknown option "retry.backoff.base"',
    ],
    [{ targets: [target], retry: { budget: 5 } }, '"retry.budget" must be a retry budget or false'],
    // Without `deposit` a run that has its answer could not end.
    [
      { targets: [target], retry: { budget: { withdraw: () => true } } },
      'createBalancer: "retry.budget" must be a retry budget or false, got an object',
    ],
    [
      { targets: [target], timeouts: { attempt: 5 } },
      'createBalancer: unknown option "timeouts.attempt", did you mean "timeouts.attemptMs"?',
    ],
    [
      { targets: [target], timeouts: { deadlineMs: -5 } },
      '"timeouts.deadlineMs" must be within (0, ∞], got -5',
    ],
    [{ targets: [target], whenUnavailable: 'panic' }, '"whenUnavailable" must be one of'],
    [{ targets: [target], whenUnavailable: { maxWaitMs: 0 } }, 'createBalancer: "whenUnavailable.maxWaitMs"'],
    [{ targets: [target], cooling: { quarantineMs: -1 } }, '"cooling.quarantineMs"'],
    [{ targets: [target], classify: 1 }, '"classify" must be a function'],
  ])('%j', (options, message) => {
    expect(create(options)).toThrow(message)
  })

  it('a strategy belongs to one balancer', () => {
    const strategy = roundRobin()
    createBalancer({ targets: [target], strategy })
    expect(create({ targets: [target], strategy })).toThrow(TypeError)
  })

  it('zero is a value', () => {
    const options = {
      targets: [{ ...target, weight: 0 }],
      cooling: { throttleMs: 0 },
      retry: { maxWaitMs: 0 },
    }
    expect(create(options)).not.toThrow()
  })

  it('the building blocks check theirs', () => {
    expect(() => createRetryBudget({ capacity: Number.NaN })).toThrow(
      'createRetryBudget: "capacity" must be within [0, ∞], got NaN',
    )
  })
})

describe('bad options of a call reject it, by name', () => {
  it.each<[object, string]>([
    [{ deadline: 5 }, 'run: unknown option "deadline", did you mean "deadlineMs"?'],
    [{ deadlineMs: 0 }, '"deadlineMs" must be within (0, ∞], got 0'],
    [{ maxAttempts: 0 }, '"maxAttempts"'],
    [{ only: 5 }, '"only" must be a string, got 5'],
    [{ exclude: ['a', null] }, '"exclude" must be a string, got null'],
    [{ pin: 1 }, '"pin" must be a string, got 1'],
    [{ signal: 'stop' }, '"signal" must be an AbortSignal, got a string'],
    [{ signal: { aborted: false } }, '"signal" must be an AbortSignal, got an object'],
    [{ expectedTokens: { input: -1 } }, '"expectedTokens.input"'],
    [{ timeouts: { attemptMs: -1 } }, '"timeouts.attemptMs"'],
    [{ tenant: 7 }, 'run: "tenant" must be a string, got 7'],
    [{ operation: ['chat'] }, 'run: "operation" must be a string, got an array'],
    [{ affinityKey: 7 }, 'run: "affinityKey" must be a string, got 7'],
    [{ promptKey: 7 }, 'run: "promptKey" must be a string, got 7'],
    [{ hedge: { afterMs: -1 } }, 'run: "hedge.afterMs" must be within [0, ∞], got -1'],
    [{ hedge: { afterMs: '100' } }, 'run: "hedge.afterMs" must be within [0, ∞], got a string'],
    [{ onInterrupted: 'restart' }, 'run: unknown option "onInterrupted"'],
  ])('%j', async (options, message) => {
    const balancer = createBalancer({ targets: [target] })
    await expect(balancer.run((client) => Promise.resolve(client), options)).rejects.toThrow(message)
    expect(balancer.snapshot().runs).toMatchObject({ started: 0, running: 0 })
  })

  it('an operation that is no function', async () => {
    const balancer = createBalancer({ targets: [target] })
    await expect(balancer.run('a' as never)).rejects.toThrow('"operation" must be a function, got a string')
    expect(() => balancer.stream(undefined as never)).toThrow('"operation" must be a function, got undefined')
  })
})

describe("a caller's own strategy", () => {
  it.each<[string, () => unknown, string]>([
    ['gives nothing', () => undefined, 'got undefined'],
    ['gives an unknown id', () => 'unknown', 'unknown'],
    ['gives a promise', () => Promise.resolve('a'), 'promise'],
    ['gives something else', () => ({ name: 'a' }), 'object'],
  ])('that %s is named in the error', async (_, choose, message) => {
    const balancer = createBalancer({
      targets: [target, { id: 'b', client: 'b' }],
      strategy: custom(choose as never),
    })
    const error = await balancer.run((client) => Promise.resolve(client)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StrategyError)
    expect((error as Error).message).toContain('custom')
    expect((error as Error).message).toContain(message)
    expect(balancer.snapshot().runs).toMatchObject({ failed: 1, running: 0 })
  })

  it('that throws is named, with what it threw as the cause', async () => {
    const cause = new Error('mine')
    const strategy = {
      name: 'mine',
      pick: () => {
        throw cause
      },
    }
    const balancer = createBalancer({ targets: [target], strategy })
    await expect(balancer.run((client) => Promise.resolve(client))).rejects.toMatchObject({
      strategy: 'mine',
      cause,
    })
  })

  it('that chooses an ineligible target is refused', async () => {
    const balancer = createBalancer({
      targets: [target, { id: 'b', client: 'b', weight: 0 }],
      strategy: custom(() => 'b'),
    })
    await expect(balancer.run((client) => Promise.resolve(client))).rejects.toThrow(StrategyError)
  })
})
