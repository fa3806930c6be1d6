import { perSecond, simulate } from '@llm-balancer/simulator'
import type { Scenario } from '@llm-balancer/simulator'
import { Chart, secondsAxis } from './chart.ts'

const outage = { fromMs: 10_000, toMs: 25_000 }
const server = { capacity: { perSecond: 100 } }
const changes = [{ ...outage, to: { down: { status: 503, afterMs: 5 } } }] as const

/** Three servers of 100 calls a second, 200 calls a second; all are down for 15 s. */
const scenario: Scenario = {
  name: 'outage',
  durationMs: 45_000,
  incident: outage,
  targets: ['a', 'b', 'c'].map((name) => ({ name, server, changes })),
  traffic: [
    {
      name: 'calls',
      arrivals: { fromMs: 0, toMs: 45_000, perSecond: 200 },
      call: { deadlineMs: 10_000 },
    },
  ],
}

/** How calls come back after an outage of all targets. */
export const drawAfterAnOutage = async (): Promise<string> => {
  const { log } = await simulate({ scenario, balancer: { type: 'llm-balancer', options: {} } })
  const counts = perSecond(scenario, log)
  const lines = { arrived: 'a', calls: 'b', served: 'c' } as const
  const texts = { arrived: 'runs arriving', calls: 'calls of the targets', served: 'runs served' } as const
  const most = Math.max(...counts.arrived, ...counts.calls, ...counts.served)
  const to = Math.ceil(most / 100) * 100
  const chart = new Chart({
    title: 'Three targets are down for 15 s: calls and answers per second',
    description:
      'While all targets are down almost no call is made; after it the calls rise in steps of a ramp, and everything that waited is served',
    x: secondsAxis(scenario.durationMs, 5),
    y: {
      from: 0,
      to,
      marks: Array.from({ length: to / 100 + 1 }, (_, step) => ({
        at: step * 100,
        text: String(step * 100),
      })),
    },
  })
  chart.shade(outage.fromMs, outage.toMs)
  for (const key of ['arrived', 'calls', 'served'] as const) {
    chart.line(
      counts[key].map((count, second) => [second * 1000 + 500, count] as const),
      lines[key],
    )
    chart.legend(texts[key], lines[key])
  }
  chart.legend('all targets down', 'mark')
  return String(chart)
}
