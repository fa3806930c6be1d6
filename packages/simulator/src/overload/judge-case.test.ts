import { expect, it } from 'vitest'
import { scenarioOf, umbrellaSubject } from '../test/scenario-of.ts'
import { judgeCase } from './judge-case.ts'
import { isKept, type OverloadCase } from './overload-case.ts'

it.each([
  [1, { atLeast: 1 }, true],
  [0.99, { atLeast: 1 }, false],
  [1, { atMost: 1 }, true],
  [1.01, { atMost: 1 }, false],
  [1, { atLeast: 1, atMost: 1 }, true],
  [0, { atLeast: 1, atMost: 2 }, false],
  [3, { atLeast: 1, atMost: 2 }, false],
  [-1e9, {}, true],
  [Infinity, { atLeast: 1 }, true],
  [NaN, {}, false],
])('a value of %d within %o: %s', (value, bound, expected) => {
  expect(isKept(value, bound)).toBe(expected)
})

/** Patient callers are served after 300 ms; hasty ones wait for less than that. */
const waves = (fromMs: number, calls: number) => ({ fromMs, calls, times: 5, everyMs: 1000 })
const patientAndHasty: OverloadCase = {
  scenario: scenarioOf({
    targets: [{ name: 'a', server: { answerMs: 300 } }],
    traffic: [
      { name: 'patient', arrivals: waves(0, 3) },
      { name: 'hasty', arrivals: waves(500, 1), call: { deadlineMs: 100 } },
    ],
    incident: { fromMs: 0, toMs: 2000 },
    durationMs: 5000,
  }),
  balancer: umbrellaSubject,
  expected: { served: { atLeast: 0.8 }, callsDuring: { atMost: 8 } },
}

it('gives each measure of which something is expected, whether it is kept or not', async () => {
  expect(await judgeCase(patientAndHasty, 1)).toEqual([
    { measure: 'served', value: 0.75, bound: { atLeast: 0.8 }, isKept: false },
    { measure: 'callsDuring', value: 8, bound: { atMost: 8 }, isKept: true },
  ])
})

it('looks at the runs of one kind of callers where it is told to', async () => {
  const shares = ['patient', 'hasty'].map(async (traffic) => {
    const [served] = await judgeCase({ ...patientAndHasty, traffic }, 1)
    return served
  })
  expect(await Promise.all(shares)).toMatchObject([
    { measure: 'served', value: 1, isKept: true },
    { measure: 'served', value: 0, isKept: false },
  ])
})

it('runs a case with the seed that it is given', async () => {
  const arrivals = { fromMs: 0, toMs: 5000, perSecond: 20 }
  const { scenario } = patientAndHasty
  const drawn: OverloadCase = {
    ...patientAndHasty,
    scenario: { ...scenario, traffic: [{ name: 'callers', arrivals }] },
  }
  const callsOf = async (seed: number): Promise<number | undefined> =>
    (await judgeCase(drawn, seed))[1]?.value
  expect(await callsOf(1)).toBe(await callsOf(1))
  expect(new Set(await Promise.all([1, 2, 3, 4].map(callsOf))).size).toBeGreaterThan(1)
})
