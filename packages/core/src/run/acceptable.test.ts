import { afterEach, describe, expect, it } from 'vitest'
import { createBalancer } from '../balancer/create-balancer.ts'
import { leftovers, read, scene, watched, type Scene, type Shared } from '../balancer/test/scene.ts'
import type { TestVendor } from '../balancer/test/vendor.ts'
import type { Acceptable } from '../contracts/acceptable.ts'
import type { Attempt } from '../contracts/call.ts'
import type { FailureKind } from '../errors/failure.ts'
import type { ProviderError } from '../errors/provider-error.ts'
import { AllTargetsFailedError } from '../errors/run-errors.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
/** Accepts no answer of this target. */
const notOf =
  (id: string, kind: FailureKind = 'invalid-response'): Acceptable =>
  (answer) =>
    answer === id ? kind : true

const reasons = ({ events }: Scene<string>) =>
  events.flatMap((event) =>
    event.type === 'listener-failed' ? [`${event.event}: ${String(event.error)}`] : [],
  )

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('an answer that is not acceptable', () => {
  it.each([
    ['of the run', {}, { acceptable: notOf('a') }],
    ['of the balancer', { acceptable: notOf('a') }, {}],
    ['of the run, over that of the balancer', { acceptable: notOf('b') }, { acceptable: notOf('a') }],
  ])('by the rule %s goes to the next target', async (_, options, ofRun) => {
    const { balancer, served, guards } = scene({ a: [], b: [] }, options)
    expect(await balancer.run(call, ofRun)).toBe('b')
    expect(served).toEqual(['a', 'b'])
    expect(guards.a.released).toMatchObject([{ type: 'failure', kind: 'invalid-response', scope: 'target' }])
  })

  it('is a failure of the kind that the rule gives, with what that leads to', async () => {
    const stopped = scene({ a: [], b: [] })
    const error = stopped.balancer.run(call, { acceptable: notOf('a', 'content-policy') })
    await expect(error).rejects.toMatchObject({ kind: 'content-policy', scope: 'request', provider: 'a' })
    expect(stopped.served).toEqual(['a'])
    const cooled = scene({ a: [], b: [] })
    expect(await cooled.balancer.run(call, { acceptable: notOf('a', 'rate-limit') })).toBe('b')
    expect(cooled.balancer.snapshot().targets[0]).toMatchObject({ state: 'cooling' })
  })

  it('of every target fails the run, with errors that do not hold the answers', async () => {
    const { balancer } = scene({ a: [{ answer: 'the secret plan' }], b: [] })
    const acceptable = () => 'invalid-response' as const
    const error = await balancer.run(call, { acceptable, maxAttempts: 2 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AllTargetsFailedError)
    const { errors } = error as AllTargetsFailedError
    expect(errors.map((one) => (one as ProviderError).message)).toEqual([
      'a: the answer is not acceptable',
      'b: the answer is not acceptable',
    ])
    expect(JSON.stringify(error)).not.toContain('secret plan')
  })

  it('does not win a race against a hedge', async () => {
    const { balancer, clock, served } = scene(
      { a: [{ answer: { afterMs: 200, give: 'a' } }], b: [{ answer: { afterMs: 200, give: 'b' } }] },
      { hedge: { afterMs: 100, budgetRatio: 1 }, acceptable: notOf('a') },
    )
    const run = balancer.run(call)
    await clock.advance(300)
    expect(await run).toBe('b')
    expect(served).toEqual(['a', 'b'])
  })

  it('comes with the trail, and each answer is judged once', async () => {
    const judged: unknown[] = []
    const { balancer } = scene({ a: [], b: [] })
    const { value, attempts } = await balancer.runWithTrail(call, {
      acceptable(answer) {
        judged.push(answer)
        return answer.length === 1 && answer !== 'a' ? true : 'server'
      },
    })
    expect([value, judged]).toEqual(['b', ['a', 'b']])
    expect(attempts.map(({ outcome }) => outcome?.type)).toEqual(['failure', 'success'])
  })
})

describe('a rule that is broken', () => {
  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('rule')
      },
      'rule',
    ],
    ['gives false', () => false, 'true or a kind of failure'],
    ['gives undefined', () => undefined, 'true or a kind of failure'],
    ['gives no kind that there is', () => 'sick', 'true or a kind of failure'],
    ['gives a promise', () => Promise.reject(new Error('late')), 'got a promise'],
    ['gives a proxy', () => Proxy.revocable({}, {}).proxy, 'true or a kind of failure'],
  ])('because it %s accepts the answer, and is reported', async (_, rule, reason) => {
    const scripted = scene({ a: [], b: [] }, { acceptable: rule as Acceptable })
    expect(await scripted.balancer.run(call)).toBe('a')
    expect(reasons(scripted)).toEqual([expect.stringContaining(reason)])
    expect(reasons(scripted)[0]).toMatch(/^acceptable: /)
  })
})

describe('inside a group', () => {
  const grouped = (rules: { readonly inside?: Acceptable; readonly outside?: Acceptable }) => {
    const shared: Shared = { clock: createFakeClock(), served: [] }
    const options = (acceptable: Acceptable | undefined) => (acceptable === undefined ? {} : { acceptable })
    const east = scene({ a: [], b: [] }, options(rules.inside), shared)
    const west = scene({ c: [] }, {}, shared)
    const outer = watched(
      createBalancer<TestVendor>({
        clock: shared.clock,
        strategy: failover(),
        targets: [
          { id: 'east', client: east.balancer },
          { id: 'west', client: west.balancer },
        ],
        ...options(rules.outside),
      }),
    )
    return { outer, served: shared.served }
  }

  it.each([
    ["the outer balancer's rule", { outside: notOf('a') }, {}],
    ["the run's rule", {}, { acceptable: notOf('a') }],
    ['its own rule, where there is no other', { inside: notOf('a') }, {}],
    ["the outer balancer's rule in place of its own", { inside: notOf('b'), outside: notOf('a') }, {}],
  ])('%s sends the run to its next target', async (_, rules, options) => {
    const { outer, served } = grouped(rules)
    expect(await outer.run(call, options)).toBe('b')
    expect(served).toEqual(['a', 'b'])
  })

  it('an answer is judged once', async () => {
    const judged: unknown[] = []
    const { outer } = grouped({ outside: (answer) => (judged.push(answer), true) })
    await outer.run(call)
    expect(judged).toEqual(['a'])
  })
})

describe('a stream', () => {
  const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)

  it('has no such rule: the call is refused, and that of the balancer is for whole answers', async () => {
    const { balancer, served } = scene({ a: [], b: [] }, { acceptable: () => 'server' })
    const options = { acceptable: () => true } as object
    await expect(balancer.stream(stream, options).next()).rejects.toThrow('unknown option "acceptable"')
    expect((await read(balancer.stream(stream))).chunks).toEqual(['a', '.'])
    expect(served).toEqual(['a'])
  })
})
