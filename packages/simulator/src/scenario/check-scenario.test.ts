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
  [{ nmae: 'x' }, 'simulate: unknown option "nmae", did you mean "name"?'],
  [{ incident: undefined }, 'simulate: "incident" is missing'],
  [{ incident: { fromMs: 0 } }, 'simulate: "incident.toMs" is missing'],
  [{ durationMs: 0 }, 'simulate: "durationMs" must be within (0, ∞), got 0'],
  [{ balancer: { type: 'umbrella', options: {} } }, '"balancer.type" must be one of "llm-balancer", "core"'],
  [{ balancer: { type: 'core' } }, 'simulate: "balancer.options" is missing'],
  [
    { balancer: { type: 'llm-balancer', options: {}, circuitBreaker: {} } },
    'unknown option "balancer.circuitBreaker"',
  ],
  [{ targets: {} }, 'simulate: "targets" must be an array'],
  [
    {
      targets: [
        { name: 'a', server },
        { name: 'a', server },
      ],
    },
    'simulate: two targets are called "a"',
  ],
  [withTarget({ server: {} }), 'simulate: "targets[0].server.capacity" is missing'],
  [withTarget({ changes: [{ fromMs: 0, toMs: 1 }] }), 'simulate: "targets[0].changes[0].to" is missing'],
  [
    withTarget({ changes: [{ fromMs: 0, toMs: 1, to: { donw: 'refused' } }] }),
    'did you mean "targets[0].changes[0].to.down"?',
  ],
  [
    withServer({ capacity: { perSecond: 0 } }),
    '"targets[0].server.capacity.perSecond" must be within (0, ∞), got 0',
  ],
  [
    withServer({ capacity: { places: 1, perSecond: 1 } }),
    'unknown option "targets[0].server.capacity.perSecond"',
  ],
  [
    withServer({ refusal: { status: 500 } }),
    '"targets[0].server.refusal.status" must be 503 or 429, got 500',
  ],
  [withServer({ down: 'broken' }), '"targets[0].server.down" must be one of "refused", "hanging"'],
  [withServer({ down: {} }), '"targets[0].server.down.status" is missing'],
  [
    withArrivals({ fromMs: 0, toMs: 1, perSecond: NaN }),
    '"traffic[0].arrivals.perSecond" must be within (0, ∞), got NaN',
  ],
  [
    withArrivals({ fromMs: 0, calls: 1.5 }),
    '"traffic[0].arrivals.calls" must be a whole number within [1, ∞)',
  ],
])('refuses %j', (own, message) => {
  expect(() => {
    checkScenario(scenarioOf(own))
  }).toThrow(message)
})

it.each(overloadCases.map(({ scenario }) => [scenario.name, scenario] as const))(
  'accepts %s',
  (_name, scenario) => {
    expect(() => {
      checkScenario(scenario)
    }).not.toThrow()
  },
)
