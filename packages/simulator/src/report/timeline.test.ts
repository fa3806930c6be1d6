import { expect, it } from 'vitest'
import type { MakeBalancerOptions, Subject } from '../scenario/subject.ts'
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

const title =
  '   s arrive served failed  calls   wait   calls under way/window state of each target; * = incident'
/** A call of 1.5 s every half second: up to three are under way. */
const steady = scenarioOf({
  targets: [{ name: 'a', server: { answerMs: 1500 } }],
  traffic: [{ name: 'callers', arrivals: { fromMs: 250, calls: 1, times: 6, everyMs: 500 } }],
  incident: { fromMs: 1000, toMs: 2000 },
  durationMs: 4000,
})
/** The same at two targets, each of which takes one call at a time. */
const oneEach: MakeBalancerOptions = (targets) => ({
  whenUnavailable: { maxWaiting: 1, maxWaitMs: 600 },
  targets: targets.map((target) => ({ ...target, concurrency: 1 })),
})
const two = { ...steady, targets: ['a', 'b'].map((name) => ({ name, server: { answerMs: 1500 } })) }

it('counts by the second, and marks the seconds of the incident', async () => {
  expect(await timeline({ scenario: steady, balancer: { type: 'core', options: {} } })).toEqual([
    title,
    '  0       2      0      0      2      0     2 ready',
    '  1*      2      1      0      2      0     3 ready',
    '  2       2      2      0      2      0     3 ready',
    '  3       0      2      0      0      0     1 ready',
  ])
})

it('counts the runs that wait, and shows the window of each target', async () => {
  expect(await timeline({ scenario: two, balancer: oneEach })).toEqual([
    title,
    '  0       2      0      0      2      0     1/1 concurrency reached    1/1 concurrency reached',
    '  1*      2      1      0      1      1     1/1 concurrency reached    1/1 concurrency reached',
    '  2       2      1      2      1      0     1/1 concurrency reached    1/1 concurrency reached  2 no-target-available',
    '  3       0      2      0      0      0     0/1 ready    0/1 ready',
  ])
})

it('gives each reason once, with the number of its runs, in the second in which they failed', async () => {
  const balancer: Subject = { type: 'core', options: { timeouts: { deadlineMs: 1000 } } }
  expect(await timeline({ scenario: steady, balancer })).toEqual([
    title,
    '  0       2      0      0      2      0     2 ready',
    '  1*      2      0      2      2      0     2/1 window full  2 deadline-exceeded',
    '  2       2      0      2      2      0     2/1 window full  2 deadline-exceeded',
    '  3       0      0      2      0      0     0/1 ready  2 deadline-exceeded',
  ])
})

it('gives the reasons of a second in the order in which their runs arrived', async () => {
  const traffic = [{ name: 'callers', arrivals: { fromMs: 0, calls: 4, times: 3, everyMs: 700 } }]
  const balancer: Subject = (targets, world) => ({
    ...oneEach(targets, world),
    timeouts: { deadlineMs: 900 },
  })
  expect(await timeline({ scenario: { ...two, traffic, durationMs: 2000 }, balancer })).toEqual([
    title,
    '  0       8      0      7      3      0     1/1 concurrency reached    0/1 ready  2 deadline-exceeded, 5 no-target-available',
    '  1*      4      0      3      2      0     1/1 concurrency reached    1/1 concurrency reached  1 deadline-exceeded, 2 no-target-available',
  ])
})
