import { createBalancer, failover, type RunOptions } from '@llm-balancer/core'
import { scriptedClient } from '@llm-balancer/core/testing'
import type { ScriptedClient } from '@llm-balancer/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { calls, compose, down, readAll } from './composition-scene.ts'
import { rejection } from './scene.ts'

describe('a stream', () => {
  it('is judged at its end: a probe that has begun well does not close the circuit, but lets the next one begin', async () => {
    const { clients, circuits, stream, clock } = compose(['a', 'b'])
    circuits.a.trip()
    await clock.advance(1000)
    clients.a.steps.push({ chunks: ['one', 'two'] })
    const seen: string[] = []
    for await (const chunk of stream()) {
      seen.push(`${chunk} ${circuits.a.state}`)
      const now = clock.now()
      expect(circuits.a.availableAt(now)).toBe(now)
    }
    expect(seen).toEqual(['one half-open', 'two half-open'])
    expect(circuits.a.state).toBe('closed')
  })

  it('that breaks after its first chunk counts, and is not retried', async () => {
    const { clients, circuits, stream } = compose(['a', 'b'])
    const broken = { chunks: ['one', new Error('broke')] }
    clients.a.steps.push(broken, broken)
    for (let number = 0; number < 2; number += 1) {
      expect(await rejection(readAll(stream()))).toMatchObject({ name: 'StreamInterruptedError' })
    }
    expect([circuits.a.state, calls(clients)]).toEqual(['open', { a: 2, b: 0 }])
    expect(await readAll(stream())).toEqual(['from b'])
  })
})

describe('nested balancers', () => {
  function nest() {
    const inner = compose(['x', 'y'])
    const outer = createBalancer<ScriptedClient>({
      targets: [
        { id: 'group', client: inner.balancer },
        { id: 'spare', client: scriptedClient('spare') },
      ],
      strategy: failover(),
      clock: inner.clock,
      random: () => 0.5,
    })
    onTestFinished(() => outer.close())
    const run = (options?: RunOptions): Promise<string> =>
      outer.run((client, attempt) => client.call(attempt), options)
    return { ...inner, outer, run }
  }

  it('a group whose circuits are all open is passed over, without a run inside', async () => {
    const { outer, balancer, circuits, run, clock } = nest()
    circuits.x.trip()
    expect(await run()).toBe('from y')
    circuits.y.trip()
    const before = clock.now()
    expect(await run()).toBe('from spare')
    expect(clock.now()).toBe(before)
    expect(balancer.snapshot().runs).toMatchObject({ started: 1, waiting: 0 })
    expect(outer.snapshot().targets[0]).toMatchObject({ attempts: 1, reason: 'group unavailable' })
    await clock.advance(1000)
    expect(await run()).toBe('from x')
  })

  it('a failure inside is charged to the circuit of the target inside', async () => {
    const { clients, circuits, run, charges } = nest()
    clients.x.steps.push(down, down)
    clients.y.steps.push(down, down)
    expect([await run(), await run(), await run()]).toEqual(['from spare', 'from spare', 'from spare'])
    expect([circuits.x.state, circuits.y.state]).toEqual(['open', 'open'])
    expect([calls(clients), charges]).toEqual([{ x: 2, y: 2 }, ['transient']])
  })

  it('an abort outside gives the place of a probe inside back', async () => {
    const { clients, circuits, run, clock } = nest()
    circuits.x.trip()
    await clock.advance(1000)
    clients.x.steps.push({ hang: true })
    const controller = new AbortController()
    const probing = rejection(run({ signal: controller.signal }))
    await clock.settle()
    expect(circuits.x.availableAt()).toBe(Infinity)
    controller.abort()
    await probing
    expect([await run(), circuits.x.state]).toEqual(['from x', 'closed'])
  })
})
