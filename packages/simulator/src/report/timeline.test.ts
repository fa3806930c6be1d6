import { expect, it } from 'vitest'
import type { Subject } from '../scenario/subject.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { timeline } from './timeline.ts'

it('has a line per second with counts, states and the reasons of failures', async () => {
  const changes = [{ fromMs: 2000, toMs: 4000, to: { down: { status: 503, afterMs: 0 } as const } }]
  const scenario = scenarioOf({
    targets: [{ name: 'a', server: { capacity: { perSecond: 100 } }, changes }],
    traffic: [{ name: 'callers', arrivals: { fromMs: 100, calls: 1, times: 45, everyMs: 100 } }],
    incident: { fromMs: 2000, toMs: 4000 },
    durationMs: 5000,
  })
  const balancer: Subject = {
    type: 'llm-balancer',
    options: { whenUnavailable: 'fail', retry: { maxAttempts: 1 } },
  }
  const lines = await timeline({ scenario, balancer })
  expect(lines).toHaveLength(6)
  expect(lines[1]).toMatch(/^ {2}0 {7}9 {6}6 {6}0 {6}9 {6}0 {3} {2}\d .*ready/)
  // Refusals are first answered by asking less: the circuit opens when one call at a time is refused as well.
  expect(lines[3]).toMatch(/^ {2}2\*.*circuit-open .*\d+ provider-failed/)
  expect(lines[4]).toMatch(/^ {2}3\*.*circuit-open .*\d+ no-target-available/)
})
