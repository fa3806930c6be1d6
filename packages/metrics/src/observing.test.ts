import { describe, expect, it } from 'vitest'
import { createMetrics, type Metrics } from './index.ts'
import { circuitScene } from './test/circuit-scene.ts'
import type { Client } from './test/scene.ts'
import { FakeBalancer, setScene } from './test/scene.ts'

const succeeded = (metrics: Metrics): (readonly [string, number])[] =>
  metrics.snapshot().balancers.map(({ name, runs }) => [name, runs.succeeded])

describe('metrics', () => {
  it('observe several balancers, each by its name', async () => {
    const [one, other] = [setScene({ a: [] }), setScene({ a: [] })]
    const metrics = createMetrics()
    metrics.observe(one.balancer)
    metrics.observe(other.balancer, { name: 'embeddings' })
    await one.balancer.run(one.call)
    await other.balancer.run(other.call)
    await other.balancer.run(other.call)
    expect(succeeded(metrics)).toEqual([
      ['default', 1],
      ['embeddings', 2],
    ])
    expect(() => metrics.observe(one.balancer)).toThrow(
      'observe: a balancer named "default" is observed already; give each a "name" of its own',
    )
  })

  it('stop when asked, and continue when another balancer is observed by that name', async () => {
    const { balancer, call } = setScene({ a: [] })
    const metrics = createMetrics()
    const stop = metrics.observe(balancer)
    await balancer.run(call)
    stop()
    stop()
    await balancer.run(call)
    expect(succeeded(metrics)).toEqual([['default', 1]])
    expect(metrics.snapshot().balancers[0]?.targets[0]?.state).toBe('removed')
    const next = setScene({ a: [] })
    metrics.observe(next.balancer)
    stop()
    await next.balancer.run(next.call)
    expect(succeeded(metrics)).toEqual([['default', 2]])
    expect(metrics.snapshot().balancers[0]?.targets[0]).toMatchObject({ state: 'ready', successes: 2 })
  })

  it('listen to nothing after they stopped', () => {
    const balancer = new FakeBalancer()
    const metrics = createMetrics({ maxTenants: 5 })
    const stop = metrics.observe(balancer)
    expect(balancer.listeners).toBeGreaterThan(5)
    stop()
    expect(balancer.listeners).toBe(0)
  })

  it('are there for targets that were never called, and hold no reference to what they give', () => {
    const { balancer } = setScene({ a: [] })
    const metrics = createMetrics()
    metrics.observe(balancer)
    const [first] = metrics.snapshot().balancers
    expect(first?.targets).toMatchObject([{ id: 'a', attempts: 0, state: 'ready' }])
    Object.assign(first?.targets[0]?.tokens ?? {}, { inputTokens: 99 })
    expect(metrics.snapshot().balancers[0]?.targets[0]?.tokens.inputTokens).toBe(0)
  })

  it('keep what they counted when a balancer gives no snapshot', () => {
    const balancer = new FakeBalancer()
    const metrics = createMetrics()
    metrics.observe(balancer)
    balancer.emit({ type: 'run-succeeded', at: 0, runId: 1, targetId: 'a', attempts: 1, durationMs: 5 })
    balancer.snapshot = () => {
      throw new Error('not now')
    }
    expect(metrics.snapshot().balancers[0]?.runs).toMatchObject({ succeeded: 1, running: 0 })
  })

  it('refuse what is no balancer and no circuit', () => {
    const metrics = createMetrics()
    expect(() => metrics.observe({} as FakeBalancer)).toThrow(
      'observe: "balancer.on" must be a function, got undefined',
    )
    expect(() => metrics.observe({ on: () => () => {} } as unknown as FakeBalancer)).toThrow(
      '"balancer.snapshot"',
    )
    const circuits = { a: {} } as never
    expect(() => metrics.observe(new FakeBalancer(), { circuits })).toThrow(
      'observe: "circuits.a.on" must be a function',
    )
    expect(() => metrics.observe(new FakeBalancer(), { nmae: 'x' } as never)).toThrow('did you mean "name"?')
  })
})

describe('metrics of circuits', () => {
  const scene = (isTold: boolean) => {
    const { clock, breaker, balancer } = circuitScene(2)
    const metrics = createMetrics({ clock })
    metrics.observe(balancer, isTold ? { circuits: { a: breaker } } : {})
    const circuit = () => metrics.snapshot().balancers[0]?.targets[0]?.circuit
    return { clock, balancer, breaker, circuit }
  }
  const call = (client: Client, attempt: Parameters<Client['call']>[0]) => client.call(attempt)

  it('tell the state, for how long, and how often it opened', async () => {
    const { clock, balancer, breaker, circuit } = scene(true)
    expect(circuit()).toBeUndefined()
    await balancer.run(call, { maxAttempts: 1 }).catch(() => undefined)
    await clock.advance(400)
    expect(circuit()).toEqual({ state: 'open', forMs: 400, openings: 1 })
    await clock.advance(600)
    await balancer.run(call)
    await clock.advance(50)
    expect(circuit()).toEqual({ state: 'half-open', forMs: 50, openings: 1 })
    await balancer.run(call)
    await clock.advance(70)
    expect(circuit()).toEqual({ state: 'closed', forMs: 70, openings: 1 })
    breaker.isolate()
    expect(circuit()).toEqual({ state: 'open', forMs: 0, openings: 2 })
  })

  it('are taken from what blocks the target where the circuit is not told', async () => {
    const { clock, balancer, circuit } = scene(false)
    await balancer.run(call, { maxAttempts: 1 }).catch(() => undefined)
    expect(circuit()).toEqual({ state: 'open', forMs: 0, openings: 1 })
    await clock.advance(1000)
    await balancer.run(call)
    // The probe has blocked it once more.
    expect(circuit()).toMatchObject({ state: 'closed', openings: 2 })
  })

  it('end with the observation', () => {
    const metrics = createMetrics()
    const ended: string[] = []
    const circuits = { a: { on: () => () => ended.push('a') } }
    metrics.observe(new FakeBalancer(), { circuits })()
    expect(ended).toEqual(['a'])
  })
})
