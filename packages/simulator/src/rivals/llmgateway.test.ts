import { describe, expect, it } from 'vitest'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { Score } from './llmgateway.ts'
import type { AttemptEnd } from './router/routing-policy.ts'
import { play, type Played } from './test/play.ts'

const played = (targets: Parameters<typeof play>[1] = 2): Played<Score> =>
  play((world) => new Score(world), targets)
const price = (usd: number): Partial<SimulatedTarget> => ({
  cost: { inputPerMTok: 0.5 * usd, outputPerMTok: 1.5 * usd },
})
/** Before the first choice: no exploration; then of two equal ones the first or the last. */
const [takesFirst, takesLast] = [
  [0.01, 0.9],
  [0.01, 0],
]
/** As a provider is taken to be before it is measured: first content after 1 s, 50 tokens/s. */
const usual: Partial<AttemptEnd> = { ms: 3000, firstContentMs: 1000 }
const endMany = (
  { end }: Played<Score>,
  given: { readonly place: number; readonly now?: number; readonly good: number; readonly bad: number },
): void => {
  const { place, now = 0, good, bad } = given
  for (let time = 0; time < good; time += 1) end(now, place, usual)
  for (let time = 0; time < bad; time += 1) end(now, place, { kind: 'failed' })
}

describe('the score', () => {
  it.each([
    { name: '96 % uptime', dearer: 0.0347, good: 96, bad: 4 },
    { name: '95 % uptime', dearer: 0.0438, good: 95, bad: 5 },
    { name: '90 % uptime', dearer: 0.2282, good: 90, bad: 10 },
    { name: '80 % uptime', dearer: 1.4289, good: 80, bad: 20 },
    { name: 'half the tokens per second', dearer: 0.0833, end: { ms: 5000, firstContentMs: 1000 } },
    { name: 'twice the latency', dearer: 0.0417, end: { ms: 4000, firstContentMs: 2000 } },
  ])('$name is as bad as a price that is $dearer higher', ({ dearer, good = 0, bad = 0, end }) => {
    for (const [factor, place] of [
      [0.98, 0],
      [1.02, 1],
    ] as const) {
      const providers = played([price(1 + dearer * factor), price(1)])
      endMany(providers, { place: 1, good, bad })
      if (end !== undefined) providers.end(0, 1, end)
      expect(providers.pick(0, {}, takesFirst)).toBe(place)
    }
  })

  it('compares with the best of all', () => {
    const providers = played([price(2), price(4.1), price(4)])
    providers.end(0, 2, { ms: 3000, firstContentMs: 1900 })
    providers.end(0, 1, usual)
    providers.end(0, 0, { ms: 6000, firstContentMs: 1000 })
    expect(providers.pick(0, {}, takesFirst)).toBe(0)
    expect(providers.pick(0, { tried: [0] }, takesFirst)).toBe(2)
  })

  it.each([
    { name: 'half the input price', costs: [{ inputPerMTok: 4 }, { inputPerMTok: 2 }], place: 1 },
    { name: 'half the output price', costs: [{ outputPerMTok: 4 }, { outputPerMTok: 2 }], place: 1 },
    {
      name: 'the lower sum',
      costs: [
        { inputPerMTok: 2, outputPerMTok: 2 },
        { inputPerMTok: 1, outputPerMTok: 4 },
      ],
      place: 0,
    },
    { name: 'no price at all as no reason', costs: [{ inputPerMTok: 1, outputPerMTok: 1 }, {}], place: 0 },
  ])('takes $name', ({ costs, place }) => {
    const targets = costs.map((cost) => ({ cost })) as Partial<SimulatedTarget>[]
    expect(played(targets).pick(0, {}, takesFirst)).toBe(place)
  })

  it.each([
    { end: { ms: 2999, firstContentMs: 1000 }, place: 1 },
    { end: { ms: 3001, firstContentMs: 1000 }, place: 0 },
    { end: { ms: 2999, firstContentMs: 999 }, place: 1 },
    { end: { ms: 3001, firstContentMs: 1001 }, place: 0 },
  ])('takes an unknown provider for usual: against $end it chooses $place', ({ end, place }) => {
    const providers = played()
    providers.end(0, 1, end)
    for (const draws of [takesFirst, takesLast]) expect(providers.pick(0, {}, draws)).toBe(place)
  })
})

describe('the preference', () => {
  it('stays with a provider for an hour', () => {
    const { policy, pick } = played()
    expect(policy.maxAttempts).toBe(3)
    expect(pick(0, {}, takesLast)).toBe(1)
    expect(pick(3_599_999, {}, takesFirst)).toBe(1)
    expect(pick(3_600_000, {}, takesFirst)).toBe(0)
    expect(pick(7_199_999, {}, takesLast)).toBe(0)
    expect(pick(7_200_000, {}, takesLast)).toBe(1)
  })

  it.each([
    { good: 85, bad: 15, place: 1 },
    { good: 84, bad: 16, place: 0 },
  ])('$good % uptime of all: chooses $place', ({ good, bad, place }) => {
    const providers = played()
    expect(providers.pick(0, {}, takesLast)).toBe(1)
    for (const each of [0, 1]) endMany(providers, { place: each, good, bad })
    expect(providers.pick(2000, {}, takesFirst)).toBe(place)
  })

  it.each([
    { factor: 8, place: 1 },
    { factor: 8.1, place: 0 },
  ])('gives up one whose score has become 0.15 worse: $factor times the latency', ({ factor, place }) => {
    const providers = played()
    expect(providers.pick(0, {}, takesLast)).toBe(1)
    providers.end(0, 1, { ms: 2000 + factor * 1000, firstContentMs: factor * 1000 })
    expect(providers.pick(2000, {}, takesFirst)).toBe(place)
  })

  it('explores with one call in a hundred, and keeps its preference', () => {
    const { pick } = played()
    expect(pick(0, {}, takesLast)).toBe(1)
    expect(pick(0, {}, [0.0099, 0])).toBe(0)
    expect(pick(0, {}, [0.0099, 0.99])).toBe(1)
    expect(pick(0, {}, takesFirst)).toBe(1)
  })

  it('goes on to the best of those that were not tried', () => {
    const { pick } = played([price(1), price(2), price(3)])
    expect(pick(0, {}, takesFirst)).toBe(0)
    expect(pick(0, { tried: [0] })).toBe(1)
    expect(pick(0, { tried: [0, 1] })).toBe(2)
    expect(pick(0, { tried: [0, 1, 2] })).toBe(0)
  })
})

describe('sessions', () => {
  it('stay where they began, without exploration or another attempt elsewhere', () => {
    const { pick, end } = played()
    expect(pick(0, { session: 'a' }, [0])).toBe(1)
    expect(pick(0, { session: 'b' }, [0.9])).toBe(0)
    end(0, 1, { ms: 60_000, firstContentMs: 50_000 })
    expect(pick(2000, { session: 'a', tried: [1] }, [0.9])).toBe(1)
    expect(pick(2000, { session: 'b' }, [0])).toBe(0)
  })

  it.each([
    { good: 85, bad: 15, place: 1 },
    { good: 84, bad: 16, place: 0 },
  ])('$good % uptime of all: are sent to $place', ({ good, bad, place }) => {
    const providers = played()
    expect(providers.pick(0, { session: 'a' }, [0])).toBe(1)
    for (const each of [0, 1]) endMany(providers, { place: each, good, bad })
    expect(providers.pick(2000, { session: 'a' }, [0.9])).toBe(place)
    expect(providers.pick(3000, { session: 'a' }, [0.9])).toBe(place)
  })

  it('leave no preference behind', () => {
    const { pick } = played()
    expect(pick(0, { session: 'a' }, [0])).toBe(1)
    expect(pick(0, {}, takesFirst)).toBe(0)
  })
})

it('learns nothing of a provider that it does not have, and chooses none of none', () => {
  const { end, pick } = played()
  end(0, 7, { kind: 'failed' })
  expect(pick(0, {}, takesFirst)).toBe(0)
  for (const session of [undefined, 'a'])
    expect(played(0).pick(0, session === undefined ? {} : { session }, [0.5])).toBeUndefined()
})
