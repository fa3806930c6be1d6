import { expect, it } from 'vitest'
import { simulate } from '../run/simulate.ts'
import type { Router, RouterCall } from '../scenario/router.ts'
import type { Traffic } from '../scenario/traffic.ts'
import type { World } from '../scenario/world.ts'
import { scenarioOf } from '../test/scenario-of.ts'

const at = (fromMs: number): Traffic['arrivals'] => ({ fromMs, calls: 1 })
const traffic: Traffic[] = [
  { name: 'plain', arrivals: at(0) },
  { name: 'hasty', arrivals: at(100), call: { deadlineMs: 50 } },
  {
    name: 'streams',
    arrivals: at(200),
    streaming: true,
    tokens: { input: { median: 9 }, output: { median: 4 } },
  },
]

it('tells a router of each call what is asked, whether it is a stream and how long its caller waits', async () => {
  const calls: Omit<RouterCall, 'onFirstContent'>[] = []
  let closed = 0
  const start = (): Router => ({
    call({ onFirstContent: _, ...call }) {
      calls.push(call)
      return Promise.resolve()
    },
    close() {
      closed += 1
    },
  })
  const { succeeded } = await simulate({
    scenario: scenarioOf({ traffic }),
    balancer: { type: 'router', start },
  })
  expect(calls).toMatchObject([
    { isStreaming: false, deadlineMs: Infinity, request: { id: 0, inputTokens: 0, outputTokens: 0 } },
    { isStreaming: false, deadlineMs: 50, request: { id: 1 } },
    { isStreaming: true, deadlineMs: Infinity, request: { id: 2, inputTokens: 9, outputTokens: 4 } },
  ])
  expect([succeeded, closed]).toEqual([3, 1])
})

it('makes a router per process, each with its world, and calls them in turn', async () => {
  const worlds: World[] = []
  const called: number[] = []
  const start = (world: World): Router => {
    const process = worlds.push(world)
    return { call: () => Promise.resolve(called.push(process)) }
  }
  const waves = [{ name: 'callers', arrivals: { fromMs: 0, calls: 5 } }]
  const scenario = scenarioOf({ traffic: waves, processes: 2 })
  await simulate({ scenario, balancer: { type: 'router', start } })
  expect(called).toEqual([1, 2, 1, 2, 1])
  const [first, second] = worlds
  expect([...(first?.servers.keys() ?? [])]).toEqual(['a', 'b', 'c'])
  expect(first?.processes).toBe(2)
  expect(first?.servers).toBe(second?.servers)
  expect(first?.random()).not.toBe(second?.random())
})

it('says that a router without a snapshot has none to show', async () => {
  const start = (): Router => ({ call: () => Promise.resolve() })
  const options = { scenario: scenarioOf({ traffic }), balancer: { type: 'router', start } as const }
  await expect(simulate({ ...options, onSecond: () => {} })).rejects.toThrow(
    'simulate: "onSecond": the router has no snapshot',
  )
})

it('says so when a router does not close', async () => {
  const start = (): Router => ({ call: () => Promise.resolve(), close: () => new Promise(() => {}) })
  const options = { scenario: scenarioOf({ traffic }), balancer: { type: 'router', start } as const }
  await expect(simulate(options)).rejects.toThrow('simulate: the balancer does not close')
})
