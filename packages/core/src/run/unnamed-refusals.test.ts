import { afterEach, describe, expect, it } from 'vitest'
import { createBalancer } from '../balancer/create-balancer.ts'
import { first } from '../balancer/test/first.ts'
import { chunkRules, leftovers, read, scene, watched, type Scene } from '../balancer/test/scene.ts'
import type { TestVendor, VendorStep } from '../balancer/test/vendor.ts'
import type { Attempt } from '../contracts/call.ts'
import { failover } from '../strategies/failover.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const stream = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const refusal = (status: number, shape: object): Error => Object.assign(statusError(status), shape)
const unnamed = (status = 400): Error => refusal(status, { error: { message: 'Bad request' } })
const refuses: VendorStep = { answer: unnamed() }
const down: VendorStep = { answer: statusError(500) }

/** A budget that notes what is taken from it and given back, until it is empty. */
function noted(left = Infinity) {
  const taken: string[] = []
  let rest = left
  return {
    taken,
    budget: {
      remaining: 0,
      withdraw: (charge: string) => (taken.push(`-${charge}`), (rest -= 1) >= 0),
      deposit: (charge: string) => void taken.push(`+${charge}`),
    },
  }
}

/** A balancer over two others. */
function over(...[east, west]: readonly [Scene<string>, Scene<string>]) {
  return watched(
    createBalancer<TestVendor>({
      clock: east.clock,
      strategy: failover(),
      targets: [
        { id: 'east', client: east.balancer },
        { id: 'west', client: west.balancer },
      ],
    }),
  )
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a refusal that no rule names', () => {
  it.each([400, 404, 405, 406, 412])('with %i goes to one other target, which serves', async (status) => {
    const { balancer, served, guards } = scene({ a: [{ answer: unnamed(status) }], b: [], c: [] })
    expect(await balancer.run(call)).toBe('b')
    expect(served).toEqual(['a', 'b'])
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
  })

  it('is the fault of the request when that one refuses as well, also in words that a rule knows', async () => {
    const second = statusError(400, { code: 'unsupported_value' })
    for (const answer of [unnamed(), second]) {
      const { balancer, served } = scene({ a: [refuses], b: [{ answer }], c: [] })
      await expect(balancer.run(call)).rejects.toBe(answer)
      expect(served).toEqual(['a', 'b'])
    }
  })

  it.each([
    ['a parameter', { param: 'messages' }],
    ['a code', { code: 'unsupported_value' }],
  ])('stops at once when a rule names it by %s', async (_, error) => {
    const fault = refusal(400, error)
    const { balancer, served } = scene({ a: [{ answer: fault }], b: [] })
    await expect(balancer.run(call)).rejects.toBe(fault)
    expect(served).toEqual(['a'])
  })

  it('is paid for from the retry budget, and stops the run when that is empty', async () => {
    const rich = noted()
    const served = scene({ a: [refuses], b: [] }, { retry: { budget: rich.budget } })
    await served.balancer.run(call)
    expect(rich.taken).toEqual(['-transient', '+transient'])
    const poor = noted(0)
    const { balancer, served: asked } = scene({ a: [refuses], b: [] }, { retry: { budget: poor.budget } })
    await expect(balancer.run(call)).rejects.toBe(refuses.answer)
    expect(asked).toEqual(['a'])
  })

  it('prefers a target that has not failed lately, and asks any other rather than none', async () => {
    const { balancer, served } = scene({ a: [refuses, refuses], b: [down], c: [] }, { strategy: first })
    await balancer.run(call, { pin: 'b', maxAttempts: 1 }).catch(() => {})
    expect(await balancer.run(call)).toBe('c')
    await expect(balancer.run(call, { exclude: 'c' })).resolves.toBe('b')
    expect(served).toEqual(['b', 'a', 'c', 'a', 'b'])
  })

  it.each([
    ['no other target is left', {}, {}],
    ['the run is pinned', { b: [] }, { pin: 'a' }],
    ['it may attempt no more', { b: [] }, { maxAttempts: 1 }],
  ])('is thrown as it is when %s', async (_, others, options) => {
    const { taken, budget } = noted()
    const scripts: Readonly<Record<string, readonly VendorStep[]>> = { a: [refuses], ...others }
    const { balancer, served } = scene(scripts, { retry: { budget } })
    await expect(balancer.run(call, options)).rejects.toBe(refuses.answer)
    expect(served).toEqual(['a'])
    expect(taken).toEqual([])
  })

  it('is not waited with for a target that is blocked', async () => {
    const { balancer, served, guards, clock } = scene({ a: [refuses], b: [] })
    guards.b.blockedUntil = clock.now() + 1000
    await expect(balancer.run(call)).rejects.toBe(refuses.answer)
    expect(served).toEqual(['a'])
  })

  it('leaves the run as it is when the other target fails by itself', async () => {
    const { balancer, served } = scene({ a: [refuses], b: [down], c: [] })
    expect(await balancer.run(call)).toBe('c')
    expect(served).toEqual(['a', 'b', 'c'])
    const third = scene({ a: [refuses], b: [down], c: [refuses], d: [] })
    await expect(third.balancer.run(call)).rejects.toBe(refuses.answer)
    expect(third.served).toEqual(['a', 'b', 'c'])
  })

  it('goes to one other target before the first content of a stream, too', async () => {
    const { balancer, served } = scene({ a: [{ stream: ['~role', unnamed()] }], b: [] })
    expect((await read(balancer.stream(stream, chunkRules))).chunks).toEqual(['b', '.'])
    const twice = scene({ a: [{ stream: [unnamed()] }], b: [{ stream: [unnamed()] }], c: [] })
    expect((await read(twice.balancer.stream(stream, chunkRules))).error).toMatchObject({ status: 400 })
    expect([served, twice.served]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('is settled by the attempt that runs beside it, which costs nothing more', async () => {
    const { taken, budget } = noted()
    const { balancer, served, clock } = scene(
      {
        a: [{ answer: { afterMs: 200, give: unnamed() } }],
        b: [{ answer: { afterMs: 300, give: 'b' } }],
        c: [],
      },
      { hedge: { afterMs: 100, budgetRatio: 1 }, retry: { budget } },
    )
    const run = balancer.run(call)
    await clock.advance(500)
    expect(await run).toBe('b')
    expect(served).toEqual(['a', 'b'])
    expect(taken).toEqual(['+none'])
  })

  it('of two targets of a group is the fault of the request, so that no further group is asked', async () => {
    const inside = scene({ a: [refuses], b: [refuses] })
    const shared = { clock: inside.clock, served: [...inside.served] }
    const beside = scene({ c: [] }, {}, shared)
    const outer = over(inside, beside)
    await expect(outer.run(call)).rejects.toBe(refuses.answer)
    expect([inside.served, beside.served]).toEqual([['a', 'b'], []])
  })

  it('of the only target of a group goes to one other group', async () => {
    const inside = scene({ a: [refuses] })
    const beside = scene({ c: [] }, {}, { clock: inside.clock, served: [] })
    const outer = over(inside, beside)
    expect(await outer.run(call)).toBe('c')
  })

  it('is what a response with that status means, whose body the caller can still read', async () => {
    const bad = new Response('no such route', { status: 404 })
    const answers: Record<string, Response> = { a: bad, b: new Response('b') }
    const made = (...ids: readonly string[]) =>
      createBalancer({ strategy: failover(), targets: ids.map((id) => ({ id, client: id })) })
    const ask = (id: string) => Promise.resolve(answers[id] ?? bad)
    expect(await (await made('a', 'b').run(ask)).text()).toBe('b')
    answers['a'] = new Response('no such route', { status: 404 })
    const error = await made('a')
      .run(ask)
      .catch((reason: unknown) => reason as { response?: Response })
    await expect((error as { response?: Response }).response?.text()).resolves.toBe('no such route')
  })
})
