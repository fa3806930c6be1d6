import { expect, it } from 'vitest'
import { overloadCases } from '../overload/overload-cases.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { checkScenario } from './check-scenario.ts'

const withTarget = (own: object): object => ({
  targets: [{ name: 'a', server: { capacity: { perSecond: 1 } }, ...own }],
})
const withServer = (own: object): object => withTarget({ server: { capacity: { perSecond: 1 }, ...own } })
const withArrivals = (arrivals: object): object => ({ traffic: [{ name: 'callers', arrivals }] })
const server = { capacity: { places: 1 } }

it.each<[object, string]>([
  [{ nmae: 'x' }, 'simulate: unknown option "scenario.nmae", did you mean "scenario.name"?'],
  [{ targets: [] }, 'simulate: "scenario.targets" must have one at least, got none'],
  [{ traffic: [] }, 'simulate: "scenario.traffic" must have one at least, got none'],
  [
    { incident: { fromMs: 5, toMs: 5 } },
    'simulate: "scenario.incident.toMs" must be above "fromMs", which is 5, got 5',
  ],
  [
    withArrivals({ fromMs: 5000, toMs: 1000, perSecond: 1 }),
    '"scenario.traffic[0].arrivals.toMs" must be above "fromMs", which is 5000, got 1000',
  ],
  [
    { ...withArrivals({ trace: [{ atMs: 900 }, { atMs: 1001 }, { atMs: 1000 }] }), durationMs: 1000 },
    'simulate: "scenario.traffic[0].arrivals" must end within "durationMs", which is 1000, got 1001',
  ],
  [
    { ...withArrivals({ fromMs: 0, toMs: 1001, perSecond: 1 }), durationMs: 1000 },
    '"scenario.traffic[0].arrivals" must end within "durationMs", which is 1000, got 1001',
  ],
  [
    { ...withArrivals({ fromMs: 500, calls: 3, times: 3, everyMs: 251 }), durationMs: 1000 },
    '"scenario.traffic[0].arrivals" must end within "durationMs", which is 1000, got 1002',
  ],
  [
    {
      targets: [
        { name: 'a', server },
        { name: 'a', server },
      ],
    },
    'simulate: two targets are called "a"',
  ],
  [
    withTarget({ limits: { requestPerMinute: 1 } }),
    'did you mean "scenario.targets[0].limits.requestsPerMinute"?',
  ],
  [
    withTarget({ changes: [{ fromMs: 0, toMs: 1, to: { donw: 'refused' } }] }),
    'did you mean "scenario.targets[0].changes[0].to.down"?',
  ],
  [
    withServer({ capacity: { places: 1, perSecond: 1 } }),
    'simulate: "scenario.targets[0].server.capacity" must have either "perSecond" or "places"',
  ],
  [
    withArrivals({ fromMs: 0, toMs: 1, perSecond: NaN }),
    '"scenario.traffic[0].arrivals.perSecond" must be within (0, ∞), got NaN',
  ],
])('refuses %j', (own, message) => {
  expect(() => {
    checkScenario('scenario', scenarioOf(own), 'simulate')
  }).toThrow(message)
})

it.each(overloadCases.map(({ scenario }) => [scenario.name, scenario] as const))(
  'accepts %s',
  (_name, scenario) => {
    expect(() => {
      checkScenario('scenario', scenario, 'simulate')
    }).not.toThrow()
  },
)

it.each([
  { trace: [{ atMs: 1000 }] },
  { trace: [] },
  { fromMs: 0, toMs: 1000, perSecond: 1 },
  { fromMs: 500, calls: 3, times: 3, everyMs: 250 },
  { fromMs: 1000, calls: 3 },
])('accepts arrivals that end with the scenario: %j', (arrivals) => {
  expect(() => {
    checkScenario('scenario', scenarioOf({ ...withArrivals(arrivals), durationMs: 1000 }), 'simulate')
  }).not.toThrow()
})
